import type { HookOutcome } from '../alerts/hookCall.ts';
import { HOUR, SECOND } from '../duration.ts';
import { HookCallError } from './read/hookCallError.ts';
import { LONGEST_BODY } from './read/readHookCall.ts';

/** An answer to a program: an HTTP status, headers, and what becomes JSON. */
export interface HookAnswer {
  readonly http: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Seconds after which a call may be made again that failed on our side. */
const TRY_AGAIN = '5';

/** A watch ends in a day at the latest: room comes by and by. */
const TRY_LATER = String(HOUR / SECOND);

/** What the call said is stored. @param outcomes of its containers, in order */
export function answerAccepted(outcomes: readonly HookOutcome[]): HookAnswer {
  const [first] = outcomes;
  const body =
    first === undefined
      ? { watching: false }
      : outcomes.length === 1
        ? write(first)
        : { containers: outcomes.map(write) };
  return { http: 202, headers: {}, body };
}

function write({ container, watching }: HookOutcome): HookOutcome {
  return { container, watching };
}

/** The same for a key that was revoked, one that never was, and what is none. */
export const ANSWER_UNKNOWN = refuse(
  404,
  'There is no such hook: its URL is mistyped, or it was revoked. A manager makes a new one in chat with the command hook on.',
);

export const ANSWER_NOT_ALLOWED = refuse(405, 'A hook takes POST alone.', { allow: 'POST' });

export const ANSWER_FAILED = refuse(
  503,
  'Nothing was stored, because of a fault on our side. Send the same call again.',
  {
    'retry-after': TRY_AGAIN,
  },
);

export const ANSWER_STARTING = refuse(
  503,
  'Threadwatch is starting, and nothing was stored. Send the same call again.',
  {
    'retry-after': TRY_AGAIN,
  },
);

export const ANSWER_FULL = refuse(
  429,
  'As many containers are watched as may be, and none of this call was added. Report what is published, or stop watching some in chat with the command unwatch.',
  { 'retry-after': TRY_LATER },
);

export const TOO_LARGE = new HookCallError(
  'body',
  `The body is larger than ${LONGEST_BODY} bytes. Send fewer containers in one call, and only the fields of the hook.`,
);

export function answerTooLarge(): HookAnswer {
  return refuse(413, TOO_LARGE.message);
}

/** @param seconds after which the next call may come */
export function answerLimited(seconds: number): HookAnswer {
  return refuse(429, 'Too many calls at once. Send the same call again after the time in Retry-After.', {
    'retry-after': String(seconds),
  });
}

export function answerUnreadable({ field, message }: HookCallError): HookAnswer {
  return { http: 400, headers: {}, body: { error: { field, message } } };
}

function refuse(http: number, message: string, headers: HookAnswer['headers'] = {}): HookAnswer {
  return { http, headers, body: { error: { message } } };
}
