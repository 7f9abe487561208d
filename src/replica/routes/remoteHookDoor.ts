import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { SECOND } from '../../duration.ts';
import { CallLimit, HOOK_RATE, UNKNOWN_RATE } from '../../hooks/callLimit.ts';
import {
  ANSWER_FAILED,
  ANSWER_STARTING,
  ANSWER_UNKNOWN,
  answerLimited,
  type HookAnswer,
} from '../../hooks/hookAnswer.ts';
import type { Admission, HookDoor } from '../../hooks/hookDoor.ts';
import type { HookCallOutcome, HookEntrance } from '../../hooks/hookEntrance.ts';
import { hashKey } from '../../hooks/hookKey.ts';
import type { HookContent } from '../../hooks/read/readFields.ts';
import type { Ask } from './ask.ts';
import type { Routes } from './routes.ts';

/** How long the owner of a partition may take; a new one takes over within 10 s. */
const LONGEST_ANSWER = 15 * SECOND;

/**
 * A call as it is forwarded to the owner of its hook. Of the key it has the hash alone: Redis writes to its disk what passes
 * through. The body is in base64; left out where it is too large.
 */
export const hookCallSchema = z.strictObject({
  hash: z.string(),
  contentType: z.string().optional(),
  contentEncoding: z.string().optional(),
  query: z.string(),
  body: z.base64().optional(),
});

type ForwardedHookCall = z.infer<typeof hookCallSchema>;

const answerSchema = z.strictObject({
  http: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.unknown(),
}) satisfies z.ZodType<HookAnswer>;

export interface RemoteHookDoorParts {
  readonly routes: Pick<Routes, 'find' | 'locate'>;
  readonly ask: Ask;
  readonly clock: Clock;
  /** A call that no owner of a partition was asked about. */
  readonly onCall: (outcome: HookCallOutcome) => void;
  readonly onError: (error: unknown) => void;
}

/** Takes the calls of hooks to the owners of their partitions, who look everything up and answer. */
export class RemoteHookDoor implements HookDoor {
  readonly #parts: RemoteHookDoorParts;
  readonly #unknown: CallLimit;
  /** By the hash of the key. The owner counts too, and over all replicas; what no replica lets through never reaches the queue. */
  readonly #limits = new Map<string, CallLimit>();

  constructor(parts: RemoteHookDoorParts) {
    this.#parts = parts;
    this.#unknown = new CallLimit(UNKNOWN_RATE, parts.clock.now());
  }

  async admit(key: string): Promise<Admission> {
    try {
      const hash = hashKey(key);
      const partition = await this.#parts.routes.find('hooks', hash);
      return partition === undefined ? await this.#admitUnrouted(hash) : this.#admitTo(partition, hash);
    } catch (error) {
      return { kind: 'refused', answer: this.#fail(error) };
    }
  }

  /** A call that no route shows the way. It is limited before it is looked for further: anybody may make as many as they like. */
  async #admitUnrouted(hash: string): Promise<Admission> {
    const { routes, clock } = this.#parts;
    const wait = this.#unknown.take(clock.now());
    if (wait > 0) return this.#refuse('unknown', answerLimited(wait));
    const location = await routes.locate('hooks', hash);
    if (location === 'none') return this.#refuse('unknown', ANSWER_UNKNOWN);
    // A program takes 404 as final, and the owner of the hook may be about to say where it is.
    if (location === 'unsure') return this.#refuse('unknown', ANSWER_STARTING);
    return this.#admitTo(location, hash);
  }

  #admitTo(partition: number, hash: string): Admission {
    const { clock } = this.#parts;
    const limit = this.#limits.get(hash) ?? new CallLimit(HOOK_RATE, clock.now());
    this.#limits.set(hash, limit);
    const wait = limit.take(clock.now());
    return wait > 0 ? this.#refuse('limited', answerLimited(wait)) : this.#forward(partition, hash);
  }

  #refuse(outcome: HookCallOutcome, answer: HookAnswer): Admission {
    this.#parts.onCall(outcome);
    return { kind: 'refused', answer };
  }

  #forward(partition: number, hash: string): Admission {
    return {
      kind: 'admitted',
      take: (content) => this.#ask(partition, describe(hash, content)),
      refuseTooLarge: () => this.#ask(partition, { hash, query: '' }),
    };
  }

  async #ask(partition: number, call: ForwardedHookCall): Promise<HookAnswer> {
    try {
      const answer = await this.#parts.ask(partition, { kind: 'hook', body: call }, LONGEST_ANSWER);
      return answerSchema.parse(answer);
    } catch (error) {
      return this.#fail(error);
    }
  }

  #fail(error: unknown): HookAnswer {
    this.#parts.onCall('failed');
    this.#parts.onError(error);
    return ANSWER_FAILED;
  }
}

function describe(
  hash: string,
  { contentType, contentEncoding, query, body }: HookContent,
): ForwardedHookCall {
  return {
    hash,
    ...(contentType !== undefined && { contentType }),
    ...(contentEncoding !== undefined && { contentEncoding }),
    query,
    body: Buffer.from(body).toString('base64'),
  };
}

/** Lets the owner's door answer a forwarded call. */
export async function answerHookCall(
  door: Pick<HookEntrance, 'admitHash'>,
  forwarded: unknown,
): Promise<HookAnswer> {
  const { hash, body, contentType, contentEncoding, query } = hookCallSchema.parse(forwarded);
  const admission = door.admitHash(hash);
  if (admission.kind === 'refused') return admission.answer;
  if (body === undefined) return admission.refuseTooLarge();
  return admission.take({ contentType, contentEncoding, query, body: Buffer.from(body, 'base64') });
}
