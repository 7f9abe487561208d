import { lookup as systemLookup } from 'node:dns';
import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import { SECOND } from '../duration.ts';
import type { EventFault } from '../messages/eventFault.ts';
import { findNetworkFault } from '../networkFault.ts';
import type { ProxySettings } from '../proxy.ts';
import type { EventCall, EventOutcome, EventSender } from './eventSender.ts';
import { readAddress } from './eventUrl.ts';
import {
  type AddressRule,
  assertAllowed,
  createGuardedLookup,
  ForbiddenAddressError,
  type LookupAll,
} from './guardedLookup.ts';

/** Real ms, from the lookup of the name to the end of the answer. */
const TIME_LIMIT = 10 * SECOND;

/** So much of an answer is read, so that its connection can be used again; nobody looks at it. Bytes. */
const LONGEST_ANSWER = 65_536;

/** Connections to one receiver. */
const CONNECTIONS = 4;

export interface EventSenderOptions {
  /** Whether private addresses may be called: `HOOK_ALLOW_PRIVATE`. */
  readonly allowPrivate: boolean;
  readonly proxy?: ProxySettings | undefined;
  readonly lookup?: LookupAll;
  /** ms. */
  readonly timeLimit?: number;
}

/** Creates what posts events over HTTP. No redirect is followed, and no private address is called unless that is allowed. */
export function createEventSender(options: EventSenderOptions): EventSender {
  const { allowPrivate, proxy, lookup = systemLookup, timeLimit = TIME_LIMIT } = options;
  const agents = new Map<AddressRule, Dispatcher>();
  const agentFor = (rule: AddressRule): Dispatcher => {
    const agent = agents.get(rule) ?? createAgent(createGuardedLookup(lookup, rule), proxy);
    agents.set(rule, agent);
    return agent;
  };
  const post = async (call: EventCall, signal: AbortSignal): Promise<EventOutcome> => {
    const url = new URL(call.url);
    const rule = ruleFor(url, allowPrivate);
    await assertReachable(url, rule, proxy && lookup, signal);
    const { headers, body } = call;
    const options = { method: 'POST', headers, body, signal } as const;
    const answer = await agentFor(rule).request({ origin: url.origin, path: pathOf(url), ...options });
    const status = answer.statusCode;
    // What it says is told by its status: that the rest is too long, or does not come, changes nothing.
    await answer.body.dump({ limit: LONGEST_ANSWER, signal }).catch(() => undefined);
    if (status >= 200 && status < 300) return { kind: 'accepted' };
    return {
      kind: 'failed',
      fault: { kind: 'status', status },
      retryAfter: readRetryAfter(answer.headers['retry-after']),
    };
  };
  return {
    async send(call, stopping) {
      const deadline = AbortSignal.timeout(timeLimit);
      try {
        return await post(call, AbortSignal.any([deadline, stopping]));
      } catch (error) {
        stopping.throwIfAborted();
        return { kind: 'failed', fault: deadline.aborted ? { kind: 'timeout' } : findFault(error, proxy) };
      }
    },
    async close() {
      await Promise.all([...agents.values()].map((agent) => agent.destroy()));
    },
  };
}

function createAgent(lookup: ReturnType<typeof createGuardedLookup>, proxy: ProxySettings | undefined) {
  const options = { allowH2: false, connections: CONNECTIONS, connect: { lookup } };
  return proxy === undefined
    ? new Agent(options)
    : new EnvHttpProxyAgent({ ...options, httpProxy: '', httpsProxy: proxy.url, noProxy: proxy.except });
}

/** What http sends, everybody on its way can read: it is for the operator's own network. */
function ruleFor({ protocol }: URL, allowPrivate: boolean): AddressRule {
  if (!allowPrivate) return 'public';
  return protocol === 'http:' ? 'private' : 'any';
}

/**
 * Checks what no socket of ours would: an address in place of a name, which needs no lookup, and a name that a proxy
 * resolves.
 */
async function assertReachable(
  { hostname, protocol }: URL,
  rule: AddressRule,
  lookup: LookupAll | undefined,
  signal: AbortSignal,
): Promise<void> {
  // Whatever stored it, it is called by nothing else.
  if (protocol !== 'https:' && rule !== 'private')
    throw new ForbiddenAddressError('public_address', hostname);
  const literal = readAddress(hostname);
  if (literal !== undefined) return assertAllowed([literal], rule, hostname);
  if (lookup === undefined || rule === 'any') return;
  const { promise, resolve, reject } = Promise.withResolvers<string[]>();
  signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  lookup(hostname, { all: true }, (error, addresses) =>
    error === null ? resolve(addresses.map(({ address }) => address)) : reject(error),
  );
  assertAllowed(await promise, rule, hostname);
}

function pathOf({ pathname, search }: URL): string {
  return `${pathname}${search}`;
}

/** Only seconds: a date would have to be compared with a clock. @returns ms */
function readRetryAfter(header: string | string[] | undefined): number | undefined {
  return typeof header === 'string' && /^\d{1,6}$/.test(header) ? Number(header) * SECOND : undefined;
}

function findFault(error: unknown, proxy: ProxySettings | undefined): EventFault {
  for (let each = error; each instanceof Error; each = each.cause)
    if (each instanceof ForbiddenAddressError)
      return { kind: each.code === 'private_address' ? 'private' : 'unencrypted' };
  const fault = findNetworkFault(error, proxy);
  if (fault === undefined) return { kind: isTimeout(error) ? 'timeout' : 'unreachable' };
  if (fault === 'host-unknown') return { kind: 'unresolved' };
  return { kind: fault.startsWith('proxy') ? 'proxy' : 'certificate' };
}

/** undici has time limits of its own for connecting. */
function isTimeout(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code.endsWith('_TIMEOUT') || code === 'ETIMEDOUT';
}
