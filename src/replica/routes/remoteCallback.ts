import { z } from 'zod';
import { type CallbackAnswer, callbackFault } from '../../connect/callbackPage.ts';
import type { Callback } from '../../connect/connectService.ts';
import { oauthStateKey } from '../../connect/oauthStates.ts';
import { SECOND } from '../../duration.ts';
import type { Ask } from './ask.ts';
import type { Routes } from './routes.ts';

/** Threads itself is called meanwhile. */
const LONGEST_ANSWER = 30 * SECOND;

/** Any owner can say of a link that nobody knows it. */
const ANY_PARTITION = 0;

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
  readonly routes: Pick<Routes, 'find'>;
  readonly ask: Ask;
  readonly onError: (error: unknown) => void;
}

/** Lets the owner of the partition in which a link was asked for answer the browser that followed it; never rejects. */
export async function answerRemoteCallback(
  { routes, ask, onError }: RemoteCallbackParts,
  callback: Callback,
): Promise<CallbackAnswer> {
  const { state } = callback;
  try {
    const found = state === undefined ? undefined : await routes.find('oauth-states', oauthStateKey(state));
    const request = { kind: 'callback', body: callback } as const;
    return answerSchema.parse(await ask(found ?? ANY_PARTITION, request, LONGEST_ANSWER));
  } catch (error) {
    onError(error);
    return callbackFault();
  }
}
