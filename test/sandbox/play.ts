import { Agent, request } from 'undici';
import { onTestFinished } from 'vitest';
import { parseDuration } from '../../src/duration.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { parseScenario } from '../../src/sandbox/schema/scenario.ts';

export const START = Date.parse('2026-11-24T08:00:00Z');
export const TOKEN = 'sandbox-token';
export const CONTAINER = '17900000000000001';

/** Longer than a container's id can be told from a number: above 2^53. */
export const OWN_ID = '17841400000000001';

/** What an answer's JSON can hold; each answer has some of it. */
interface HeardJson {
  readonly id: string;
  readonly username: string;
  readonly status: string;
  readonly access_token: string;
  readonly data: readonly [{ readonly quota_usage: number }];
  readonly faults: readonly unknown[];
  /** Of Threads an object, of the control API a sentence. */
  readonly error: {
    readonly code: number;
    readonly error_subcode: number;
    readonly type: string;
    readonly message: string;
  };
}

interface Heard {
  readonly http: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
  readonly json: HeardJson;
}

interface ClientOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH' | 'OPTIONS';
  readonly token?: string | null;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

export interface Play {
  readonly sandbox: Sandbox;
  /** Sets the clock so long after the start, as `2h10m`. */
  at(time: string): void;
  /** One call, with the bearer token unless told otherwise. */
  ask(path: string, options?: ClientOptions): Promise<Heard>;
}

/** Starts a sandbox on a clock that stands still until `at` moves it; the test's end closes it. */
export async function play(scenario: unknown = {}): Promise<Play> {
  let now = START;
  const sandbox = await startSandbox({ scenario: parseScenario(scenario), clock: { now: () => now } });
  const agent = new Agent({ allowH2: false });
  onTestFinished(async () => {
    await agent.destroy();
    await sandbox.close();
  });
  return {
    sandbox,
    at: (time) => {
      now = START + (parseDuration(time) ?? Number.NaN);
    },
    ask: async (path, { method = 'GET', token = TOKEN, headers = {}, body } = {}) => {
      const response = await request(`${sandbox.url}${path}`, {
        method,
        dispatcher: agent,
        headers: { ...(token !== null && { authorization: `Bearer ${token}` }), ...headers },
        ...(body !== undefined && { body }),
      });
      const text = await response.body.text();
      return { http: response.statusCode, headers: response.headers, text, json: readJson(text) };
    },
  };
}

/** An answer that is no JSON has none of its parts. */
function readJson(text: string): HeardJson {
  try {
    return JSON.parse(text);
  } catch {
    return {} as HeardJson;
  }
}
