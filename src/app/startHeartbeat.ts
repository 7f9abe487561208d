import { MINUTE, SECOND } from '../duration.ts';
import type { Log } from '../log.ts';
import type { ProxySettings } from '../proxy.ts';

/** How often the service is told. */
const INTERVAL = MINUTE;

const DEADLINE = 10 * SECOND;

export interface HeartbeatOptions {
  /** Of a service such as Healthchecks, which alerts somebody when it is called no more. */
  readonly url: string;
  readonly proxy: ProxySettings | undefined;
  /** What keeps the program from serving people; none where it is ready. */
  readonly findProblems: () => Promise<readonly string[]>;
  readonly log: Pick<Log, 'info' | 'warn'>;
}

export interface Heartbeat {
  /** Tells the service at once how the program is. */
  beat(): Promise<void>;
  stop(): void;
}

/**
 * Tells a service each minute that the program is ready, or by `/fail` and a line for each problem that it is not. Nothing
 * follows for the bot where the service can't be reached: that is one line in the log, and one when it can be again.
 *
 * @see https://healthchecks.io/docs/http_api/
 */
export async function startHeartbeat({
  url,
  proxy,
  findProblems,
  log,
}: HeartbeatOptions): Promise<Heartbeat> {
  const call = proxy === undefined ? fetch : await loadProxiedFetch(proxy);
  const failUrl = new URL(url);
  failUrl.pathname = `${failUrl.pathname.replace(/\/$/, '')}/fail`;
  let isFailing = false;
  let beating: Promise<void> | undefined;
  const tell = async (): Promise<void> => {
    const problems = await findProblems();
    try {
      const { status } = await call(problems.length === 0 ? url : failUrl.href, {
        method: 'POST',
        body: problems.join('\n'),
        signal: AbortSignal.timeout(DEADLINE),
      });
      if (status >= 400) throw new Error(`it answered with HTTP ${status}`);
      if (isFailing) log.info('the service at HEARTBEAT_URL can be reached again');
      isFailing = false;
    } catch (err) {
      if (!isFailing) log.warn({ err }, 'the service at HEARTBEAT_URL was not told; it is told each minute');
      isFailing = true;
    }
  };
  const beat = (): Promise<void> => {
    beating ??= tell().finally(() => {
      beating = undefined;
    });
    return beating;
  };
  const timer = setInterval(() => void beat(), INTERVAL);
  return { beat, stop: () => clearInterval(timer) };
}

/** Loaded on demand: without a proxy nobody needs it. */
async function loadProxiedFetch(proxy: ProxySettings): Promise<typeof fetch> {
  const { createProxiedFetch } = await import('../network/createProxiedFetch.ts');
  return createProxiedFetch(proxy);
}
