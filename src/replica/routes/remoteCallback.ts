import { z } from 'zod';
import {
  type CallbackAnswer,
  callbackFault,
  callbackPage,
  callbackStarting,
} from '../../connect/callbackPage.ts';
import type { Callback } from '../../connect/connectService.ts';
import { oauthStateKey } from '../../connect/oauthStates.ts';
import { SECOND } from '../../duration.ts';
import type { Ask } from './ask.ts';
import type { Routes } from './routes.ts';

/** Threads itself is called meanwhile. */
const LONGEST_ANSWER = 30 * SECOND;

export const callbackSchema = z.strictObject({
  state: z.string().optional(),
  code: z.string().optional(),
  error: z.string().optional(),
});

const answerSchema = z.strictObject({
  http: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
}) satisfies z.ZodType<CallbackAnswer>;

export interface RemoteCallbackParts {
  readonly routes: Pick<Routes, 'locate'>;
  readonly ask: Ask;
  /** The name after the slash. */
  readonly commandName: string;
  readonly onError: (error: unknown) => void;
}

/**
 * Lets the owner of the partition in which a link was asked for answer the browser that followed it; never rejects. Anybody may
 * call with any state, so nobody is asked about one that is not known: it would take the time of people of that partition.
 */
export async function answerRemoteCallback(
  { routes, ask, commandName, onError }: RemoteCallbackParts,
  callback: Callback,
): Promise<CallbackAnswer> {
  const { state } = callback;
  try {
    const location = state === undefined ? 'none' : await routes.locate('oauth-states', oauthStateKey(state));
    if (location === 'none')
      return callbackPage({ kind: 'invalid-link', why: 'unknown' }, undefined, commandName);
    if (location === 'unsure') return callbackStarting();
    return answerSchema.parse(await ask(location, { kind: 'callback', body: callback }, LONGEST_ANSWER));
  } catch (error) {
    onError(error);
    return callbackFault();
  }
}
