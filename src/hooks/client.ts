import type { CallParameters as Fields, WatchedFetch, WatchThreadsOptions } from './clientTypes.d.ts';

export type { WatchedFetch, WatchThreadsOptions } from './clientTypes.d.ts';

type Fetch = typeof globalThis.fetch;
type Report = { container?: string | undefined; published?: string; error?: object };
/** On any host; a version and a user may stand before the name of the call. */
const PATH = /^(?:(?:.*\/v\d+\.\d+)?(?:\/\d+)?|.*\/me)\/threads(?:_publish)?\/?$/;
const ID = /^\d{10,20}$/;
/** An id that is no text has more digits than a number keeps. */
const NUMBER = /("(?:creation_)?id"\s*:\s*)(\d{10,20})(?=\s*[,}])/g;
const ERROR_KEYS = 'code error_subcode message type is_transient error_user_title error_user_msg'.split(' ');
const [TIME_LIMIT, MAX_REPORTS, MAX_NOTE] = [5_000, 100, 500];
/** Reports what goes through a `fetch` to a hook; the types say how it behaves. */
export function watchThreads(fetch: Fetch, { hook, note, onError }: WatchThreadsOptions): WatchedFetch {
  const underWay = new Set<Promise<unknown>>();
  const reportsOfContainers = new Map<unknown, Promise<unknown>>();
  async function report(call: Request, answering: Promise<Response | undefined>): Promise<void> {
    const answer = await answering;
    const body: unknown = await answer
      ?.text()
      .then(parse)
      .catch(() => undefined);
    const { access_token: token, ...given } = await readFields(call).catch((): Fields => ({}));
    const found = describe(isPublish(call), given, answer, body);
    if (found === undefined) return;
    if (underWay.size > MAX_REPORTS) throw new Error('Too many reports wait for the hook');
    const words = (typeof note === 'function' ? note(given) : note)?.slice(0, MAX_NOTE).toWellFormed();
    const hide = (_: string, it: unknown): unknown =>
      token && typeof it === 'string' ? it.replaceAll(token, '…') : it;
    await reportsOfContainers.get(found.container);
    const sent = send(fetch, hook, JSON.stringify({ ...found, note: words || undefined }, hide));
    if (!isPublish(call)) reportsOfContainers.set(found.container, Promise.allSettled([sent]));
    await sent.finally(() => reportsOfContainers.delete(found.container));
  }
  const watched: Fetch = async (input, init) => {
    const call = copyCall(input, init);
    const answer = fetch(input, init);
    if (call === undefined) return answer;
    // Of an answer that can't be copied nothing is known: nothing is said.
    const copy = answer.then(
      (it) => it.clone(),
      () => undefined,
    );
    const told = Promise.allSettled([report(call, copy).catch(onError)]);
    underWay.add(told);
    void told.then(() => underWay.delete(told));
    return answer;
  };
  return Object.assign(watched, { flush: async () => void (await Promise.all(underWay)) });
}
const isPublish = (call: Request): boolean => new URL(call.url).pathname.includes('/threads_publish');
/** Copies a call that creates or publishes. A body that is a stream is left to its reader. */
function copyCall(...[input, init]: Parameters<Fetch>): Request | undefined {
  try {
    const isRequest = input instanceof Request;
    if (!PATH.test(new URL(isRequest ? input.url : input).pathname)) return undefined;
    const withoutStream = Symbol.asyncIterator in Object(init?.body) ? { ...init, body: null } : init;
    const call = new Request(isRequest ? input.clone() : input, withoutStream);
    return call.method === 'POST' && !call.signal.aborted ? call : undefined;
  } catch {
    return undefined; // `fetch` says what is wrong with it.
  }
}
const parse = (text: string): unknown => JSON.parse(text.replace(NUMBER, '$1"$2"'));
async function readFields(call: Request): Promise<Fields> {
  const token = call.headers.get('authorization')?.replace(/^\w+ +/, '') ?? '';
  const isMultipart = call.headers.get('content-type')?.startsWith('multipart/');
  const body = isMultipart ? await call.formData() : await call.text();
  const isJson = typeof body === 'string' && body.trimStart().startsWith('{');
  const fields = isJson ? Object.entries(Object(parse(body))) : new URLSearchParams(body as string);
  const all = [['access_token', token], ...new URL(call.url).searchParams, ...fields] as const;
  return Object.fromEntries(all.map(([name, value]) => [name, String(value)]));
}
function describe(publishes: boolean, given: Fields, answer?: Response, body?: unknown): Report | undefined {
  const { creation_id, is_carousel_item, auto_publish_text } = given;
  const container = publishes ? creation_id : undefined;
  if (publishes && !ID.test(String(container))) return undefined;
  const { id, error } = Object(body);
  const isId = typeof id === 'string' && ID.test(id);
  if (Object(error) === error) return { container, error: JSON.parse(JSON.stringify(error, ERROR_KEYS)) };
  if (answer?.ok === false) return { container, error: { message: `HTTP ${answer.status}` } };
  if (publishes) return isId ? { container, published: id } : { container, error: { message: 'no answer' } };
  // An item of a carousel is published by its parent, and what is published at once has no container.
  const isNone = /true|1/i.test(`${is_carousel_item},${auto_publish_text}`);
  return isId && !isNone ? { container: id } : undefined;
}
async function send(fetch: Fetch, hook: string | URL, body: string, mayRetry = true): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const signal = AbortSignal.timeout(TIME_LIMIT);
  const call = fetch(hook, { method: 'POST', headers, body, redirect: 'error', signal });
  const answer = await (mayRetry ? call.catch(() => undefined) : call);
  if (answer?.ok) return void (await answer.text());
  const isLasting = answer !== undefined && answer.status < 500 && answer.status !== 429;
  if (isLasting || !mayRetry) throw new Error(`The hook answered ${answer?.status}: ${await answer?.text()}`);
  const pause = Math.min(Number(answer?.headers.get('retry-after')) || 1, 5);
  await new Promise((resolve) => setTimeout(resolve, 1_000 * pause));
  return send(fetch, hook, body, false);
}
