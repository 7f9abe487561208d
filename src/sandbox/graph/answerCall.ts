import type { Fault } from '../schema/fault.ts';
import type { Account } from '../schema/scenario.ts';
import { type Answer, type AuthorizedCall, answerData, answerError } from './answer.ts';
import { answerCreate } from './answerCreate.ts';
import { answerPosts } from './answerPosts.ts';
import { answerPublish } from './answerPublish.ts';
import { answerQuotas } from './answerQuotas.ts';
import { answerStatus } from './answerStatus.ts';
import { answerUser } from './answerUser.ts';
import { countCall } from './callBudget.ts';
import { answerConsent } from './consent.ts';
import { answerCode, answerExchange } from './exchange.ts';
import { findFault, writeFault } from './faults.ts';
import { publishTaken, takeContainer } from './publishContainer.ts';
import type { Reply } from './reply.ts';
import { findRoute, type Route } from './route.ts';
import { answerDebug, answerRefresh, findAccount, findTokenError } from './tokens.ts';
import { recordFirstCall, type World } from './world.ts';
import { writeReply } from './writeReply.ts';

/** A call as it arrived: parsed but not checked. */
export interface ThreadsCall {
  readonly method: string;
  /** Decoded, without the query. */
  readonly path: string;
  readonly params: ReadonlyMap<string, string>;
  readonly token: string | undefined;
}

/** How a call is answered. `delay` is real time, in ms. */
export interface Outcome {
  readonly reply: Reply | 'drop' | 'hang';
  readonly delay: number;
  readonly account: Account | undefined;
  /** The container in the path. */
  readonly container: string | undefined;
}

/** Answers a call as Threads would at this time of the scenario, and updates the world. */
export function answerCall(world: World, call: ThreadsCall, now: number): Outcome {
  const route = findRoute(call.method, call.path);
  const account = findAccount(world.scenario.accounts, call.token);
  const container = route.kind === 'status' && route.id !== account?.id ? route.id : undefined;
  publishTaken(world, now);
  // A call that a fault answers still counts as the container's first call.
  if (container !== undefined) recordFirstCall(world, container, now);
  // Faults affect only the API, not the consent page.
  const named = route.kind === 'publish' ? call.params.get('creation_id') : container;
  const caught = { route, account, container: named };
  const fault = route.kind === 'consent' ? undefined : findFault(world, caught, now);
  if (fault?.publishes !== undefined && account !== undefined && named !== undefined)
    return { ...answerTaken(world, { fault, route, account, container: named }, now), account, container };
  const reply =
    replyByFault(fault, world, route, now) ??
    withHeaders(replyNormally(world, call, route, account, now), fault?.headers);
  return { reply, delay: fault?.delay ?? 0, account, container };
}

/** The container becomes a post, whatever the caller is told, and whenever. */
function answerTaken(
  world: World,
  { fault, route, account, container }: { fault: Fault; route: Route; account: Account; container: string },
  now: number,
): Pick<Outcome, 'reply' | 'delay'> {
  const { publishes = 0, delay = 0 } = fault;
  const failing = replyByFault(fault, world, route, now);
  const taken = takeContainer(world, account, container, { now, at: now + publishes });
  const answer =
    'post' in taken ? answerData({ id: taken.post }) : answerError(taken.error, { id: container });
  return { reply: failing ?? writeReply(answer, world, now), delay };
}

function replyByFault(
  fault: Fault | undefined,
  world: World,
  route: Route,
  now: number,
): Outcome['reply'] | undefined {
  if (fault === undefined) return undefined;
  if (fault.drop) return 'drop';
  if (fault.hang) return 'hang';
  return writeFault(fault, world, route, now);
}

/** Adds a fault's headers to a normal reply, for example an almost exhausted call budget. */
function withHeaders(reply: Reply, extra: Fault['headers']): Reply {
  return { ...reply, headers: { ...reply.headers, ...toLowerCase(extra) } };
}

function toLowerCase(headers: Fault['headers'] = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function replyNormally(
  world: World,
  call: ThreadsCall,
  route: Route,
  account: Account | undefined,
  now: number,
): Reply {
  if (route.kind === 'consent') return answerConsent(world, call.params, now);
  if (route.kind === 'code') return answerCode(world, call.params, now);
  const { token } = call;
  if (account === undefined || token === undefined) return writeReply(answerInvalidToken(token), world, now);
  const tokenError = findTokenError(world, account, token, now);
  if (tokenError !== undefined) return writeReply(answerError(tokenError), world, now);
  const budget = countCall(world, account, now);
  const authorizedCall = { world, account, token, now, params: call.params };
  const reply = writeReply(answerRoute(authorizedCall, route, call.method), world, now);
  return { ...reply, headers: { ...reply.headers, ...budget } };
}

function answerInvalidToken(token: string | undefined): Answer {
  const why =
    token === undefined
      ? 'An access token is required to request this resource.'
      : 'Cannot parse access token';
  return answerError({ code: 190, message: `Invalid OAuth access token - ${why}` });
}

type TokenRoute = Exclude<Route, { readonly kind: 'consent' | 'code' }>;

function answerRoute(call: AuthorizedCall, route: TokenRoute, method: string): Answer {
  switch (route.kind) {
    case 'status':
      return answerStatus(call, route.id);
    case 'quotas':
      return answerQuotas(call, route.user);
    case 'me':
      return answerUser(call);
    case 'refresh':
      return answerRefresh(call);
    case 'debug':
      return answerDebug(call);
    case 'exchange':
      return answerExchange(call);
    case 'create':
      return answerCreate(call, route.user);
    case 'publish':
      return answerPublish(call, route.user);
    case 'posts':
      return answerPosts(call, route.user);
    case 'unsupported':
      return answerError({ code: 100, error_subcode: 33 }, { id: route.id, method: method.toLowerCase() });
    case 'unknown':
      return answerError({ code: 2500, message: `Unknown path components: ${route.path}` });
  }
}
