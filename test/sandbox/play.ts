import { Agent, request } from 'undici';
import { onTestFinished } from 'vitest';
import { parseDuration } from '../../src/duration.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { parseScenario } from '../../src/sandbox/schema/scenario.ts';

export const START = Date.parse('2026-11-24T08:00:00Z');
export const TOKEN = 'sandbox-token';
export const CONTAINER = '17900000000000001';

/** Above 2^53, so it can't be held exactly by a JavaScript number. */
export const OWN_ID = '17841400000000001';

/** The fields that a response may have. */
interface ResponseJson {
  readonly id: string;
  readonly username: string;
  readonly status: string;
  readonly access_token: string;
  readonly data: readonly [{ readonly quota_usage: number }];
  readonly faults: readonly unknown[];
  /** An object from Threads; a sentence from the control API. */
  readonly error: {
    readonly code: number;
    readonly error_subcode: number;
    readonly type: string;
    readonly message: string;
  };
}

interface SandboxResponse {
  readonly http: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
  readonly json: ResponseJson;
}

interface ClientOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH' | 'OPTIONS';
  readonly token?: string | null;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

export interface Play {
  readonly sandbox: Sandbox;
  /** Sets the clock to a time after the start, such as `2h10m`. */
  at(time: string): void;
  /** Makes one call; by default with the bearer token. */
  call(path: string, options?: ClientOptions): Promise<SandboxResponse>;
}

/** Starts a sandbox on a clock that only `at` moves. It is closed at the end of the test. */
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
    call: async (path, { method = 'GET', token = TOKEN, headers = {}, body } = {}) => {
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

/** A response that is not JSON has no fields. */
function readJson(text: string): ResponseJson {
  try {
    return JSON.parse(text);
  } catch {
    return {} as ResponseJson;
  }
}
