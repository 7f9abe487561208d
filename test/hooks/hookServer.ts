import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { startHealthServer } from '../../src/app/healthServer.ts';
import { createMetrics } from '../../src/app/metrics.ts';
import type { ChannelRef } from '../../src/channelRef.ts';
import { callbackFault } from '../../src/connect/callbackPage.ts';
import type { HookDoor } from '../../src/hooks/hookDoor.ts';
import { channelRef, Story, type StoryOptions } from '../support/story.ts';

/** Where hooks of a story say that they are; they are called at the server's own port. */
const ADDRESS = { url: 'http://hooks.test', reach: 'machine' } as const;

const KEY = /\/hook\/([\w-]{43})/;

/** What a hook answered. */
export interface HookResponse {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a body is any JSON.
  readonly body: any;
}

/** A story whose hooks are called over HTTP. */
export interface HookStory {
  readonly story: Story;
  readonly port: number;
  /** Types `hook on`. @returns the key */
  make(line?: string, channel?: ChannelRef): Promise<string>;
  /** A call in JSON; a text is sent as it is. */
  call(key: string, fields: unknown, init?: RequestInit): Promise<HookResponse>;
  send(path: string, init?: RequestInit): Promise<HookResponse>;
}

export interface HookServerOptions {
  readonly isRunning?: () => boolean;
  /** What the server takes calls to; without it, the bot itself. */
  readonly door?: (bot: Story['bot']) => HookDoor;
}

/** Begins a story with the program's own HTTP server; it ends with the test. */
export async function beginHookStory(
  options: Omit<StoryOptions, 'hookAddress'>,
  { isRunning = () => true, door = ({ hookEntrance }) => hookEntrance }: HookServerOptions = {},
): Promise<HookStory> {
  const story = await Story.begin({ ...options, hookAddress: ADDRESS });
  const { registry } = createMetrics({
    version: '1.2.3',
    platforms: ['discord'],
    isReady: () => true,
    holdsStore: async () => true,
    readState: () => undefined,
  });
  const server = await startHealthServer({
    host: '127.0.0.1',
    port: 0,
    isConnected: () => true,
    readFaults: () => [],
    checkStore: async () => undefined,
    registry,
    answerCallback: async () => callbackFault(),
    hookDoor: () => (isRunning() ? door(story.bot) : undefined),
  });
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await story.end();
  });
  const { port } = server.address() as AddressInfo;
  const send: HookStory['send'] = async (path, init) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? '' : JSON.parse(text) };
  };
  return {
    story,
    port,
    async make(line = 'hook on', channel = channelRef('c1')) {
      const answer = await story.type(line, channel);
      const [, key] = KEY.exec(answer) ?? [];
      if (key === undefined) throw new Error(`no hook was made: ${answer}`);
      return key;
    },
    call: (key, fields, init) =>
      send(`/hook/${key}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: typeof fields === 'string' ? fields : JSON.stringify(fields),
        ...init,
      }),
    send,
  };
}
