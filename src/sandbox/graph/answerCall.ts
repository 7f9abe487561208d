import type { Fault } from '../schema/fault.ts';
import type { Account } from '../schema/scenario.ts';
import { type Answer, type Asked, refuse } from './answer.ts';
import { answerCreate } from './answerCreate.ts';
import { answerPublish } from './answerPublish.ts';
import { answerQuotas } from './answerQuotas.ts';
import { answerStatus } from './answerStatus.ts';
import { answerUser } from './answerUser.ts';
import { countCall } from './callBudget.ts';
import { answerConsent } from './consent.ts';
import { answerCode, answerExchange } from './exchange.ts';
import { findFault, writeFault } from './faults.ts';
import { findRoute, type Route } from './route.ts';
import { answerDebug, answerRefresh, findAccount, refuseEnded } from './tokens.ts';
import { noteFirstCall, type World } from './world.ts';
import { type Reply, writeReply } from './writeReply.ts';

/** A call as it came over the wire, read but not judged. */
export interface ThreadsCall {
  readonly method: string;
  /** Decoded, without the query. */
  readonly path: string;
  readonly params: ReadonlyMap<string, string>;
  readonly token: string | undefined;
}

/** What becomes of a call. A delay is real time, in ms. */
export interface Outcome {
  readonly end: Reply | 'drop' | 'hang';
  readonly delay: number;
  readonly account: Account | undefined;
  /** The container that the path names. */
  readonly container: string | undefined;
}

/** Answers a call as Threads would at this moment of the scenario. The world remembers what it has to. */
export function answerCall(world: World, call: ThreadsCall, now: number): Outcome {
  const route = findRoute(call.method, call.path);
  const account = findAccount(world.scenario.accounts, call.token);
  const container = route.kind === 'status' && route.id !== account?.id ? route.id : undefined;
  // A call that a fault swallows still counts as the container's first.
  if (container !== undefined) noteFirstCall(world, container, now);
  // Faults are of the API: people come to their page all the same.
  const fault = route.kind === 'consent' ? undefined : findFault(world, route, account, now);
  const end =
    endByFault(fault, world, route, now) ??
    withHeaders(endNormally(world, call, route, account, now), fault?.headers);
  return { end, delay: fault?.delay ?? 0, account, container };
}

function endByFault(
  fault: Fault | undefined,
  world: World,
  route: Route,
  now: number,
): Outcome['end'] | undefined {
  if (fault === undefined) return undefined;
  if (fault.drop) return 'drop';
  if (fault.hang) return 'hang';
  return writeFault(fault, world, route, now);
}

/** What a fault adds to a normal answer, such as a budget that is nearly used. */
function withHeaders(reply: Reply, added: Fault['headers']): Reply {
  return { ...reply, headers: { ...reply.headers, ...lowerCased(added) } };
}

function lowerCased(headers: Fault['headers'] = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function endNormally(
  world: World,
  call: ThreadsCall,
  route: Route,
  account: Account | undefined,
  now: number,
): Reply {
  if (route.kind === 'consent') return answerConsent(world, call.params, now);
  if (route.kind === 'code') return answerCode(world, call.params, now);
  const { token } = call;
  if (account === undefined || token === undefined) return writeReply(refuseToken(token), world, now);
  const ended = refuseEnded(world, account, token, now);
  if (ended !== undefined) return writeReply(refuse(ended), world, now);
  const budget = countCall(world, account, now);
  const asked = { world, account, token, now, params: call.params };
  const reply = writeReply(answerRoute(asked, route, call.method), world, now);
  return { ...reply, headers: { ...reply.headers, ...budget } };
}

function refuseToken(token: string | undefined): Answer {
  const why =
    token === undefined
      ? 'An access token is required to request this resource.'
      : 'Cannot parse access token';
  return refuse({ code: 190, message: `Invalid OAuth access token - ${why}` });
}

type TokenRoute = Exclude<Route, { readonly kind: 'consent' | 'code' }>;

function answerRoute(asked: Asked, route: TokenRoute, method: string): Answer {
  switch (route.kind) {
    case 'status':
      return answerStatus(asked, route.id);
    case 'quotas':
      return answerQuotas(asked, route.user);
    case 'me':
      return answerUser(asked);
    case 'refresh':
      return answerRefresh(asked);
    case 'debug':
      return answerDebug(asked);
    case 'exchange':
      return answerExchange(asked);
    case 'create':
      return answerCreate(asked, route.user);
    case 'publish':
      return answerPublish(asked, route.user);
    case 'unsupported':
      return refuse({ code: 100, error_subcode: 33 }, { id: route.id, method: method.toLowerCase() });
    case 'unknown':
      return refuse({ code: 2500, message: `Unknown path components: ${route.path}` });
  }
}
