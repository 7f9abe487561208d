import type { BodyKind } from './checkBody.ts';

/** A route that the bot uses, with the kind of its body. */
interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly name: RouteName;
  readonly body?: BodyKind;
}

export type RouteName =
  | 'gateway'
  | 'application'
  | 'user'
  | 'list servers'
  | 'server'
  | 'member'
  | 'channel'
  | 'list channels'
  | 'list commands'
  | 'put commands'
  | 'list global commands'
  | 'delete global command'
  | 'callback'
  | 'reply'
  | 'read reply'
  | 'post'
  | 'edit'
  | 'dm'
  | 'typing'
  /** The gateway's HTTP request, which has no body. */
  | 'upgrade';

const ROUTES: readonly Route[] = [
  { method: 'GET', path: /^\/gateway\/bot$/, name: 'gateway' },
  { method: 'GET', path: /^\/applications\/@me$/, name: 'application' },
  { method: 'GET', path: /^\/users\/@me$/, name: 'user' },
  { method: 'GET', path: /^\/users\/@me\/guilds$/, name: 'list servers' },
  { method: 'GET', path: /^\/guilds\/(\d+)$/, name: 'server' },
  { method: 'GET', path: /^\/guilds\/(\d+)\/members\/\d+$/, name: 'member' },
  { method: 'GET', path: /^\/channels\/(\d+)$/, name: 'channel' },
  { method: 'GET', path: /^\/guilds\/(\d+)\/channels$/, name: 'list channels' },
  { method: 'GET', path: /^\/applications\/\d+\/guilds\/(\d+)\/commands$/, name: 'list commands' },
  {
    method: 'PUT',
    path: /^\/applications\/\d+\/guilds\/(\d+)\/commands$/,
    name: 'put commands',
    body: 'commands',
  },
  { method: 'GET', path: /^\/applications\/\d+\/commands$/, name: 'list global commands' },
  { method: 'DELETE', path: /^\/applications\/\d+\/commands\/(\d+)$/, name: 'delete global command' },
  { method: 'POST', path: /^\/interactions\/(\d+)\/([^/]+)\/callback$/, name: 'callback', body: 'callback' },
  {
    method: 'PATCH',
    path: /^\/webhooks\/\d+\/([^/]+)\/messages\/(?:@|%40)original$/,
    name: 'reply',
    body: 'reply',
  },
  { method: 'GET', path: /^\/webhooks\/\d+\/([^/]+)\/messages\/(?:@|%40)original$/, name: 'read reply' },
  { method: 'POST', path: /^\/channels\/(\d+)\/messages$/, name: 'post', body: 'message' },
  { method: 'PATCH', path: /^\/channels\/(\d+)\/messages\/(\d+)$/, name: 'edit', body: 'edit' },
  { method: 'POST', path: /^\/channels\/(\d+)\/typing$/, name: 'typing' },
  { method: 'POST', path: /^\/users\/@me\/channels$/, name: 'dm', body: 'dm' },
];

/** Whether it is authorised by the token of an interaction, and not by the bot's. */
export function isOfInteraction(route: RouteName): boolean {
  return route === 'callback' || route === 'reply' || route === 'read reply';
}

export function findRoute(method: string, path: string) {
  for (const route of ROUTES) {
    const parts = route.method === method ? route.path.exec(path) : null;
    if (parts !== null) return { ...route, parts: parts.slice(1) };
  }
  return undefined;
}
