import { setTimeout as delay } from 'node:timers/promises';
import { type BackoffPolicy, backoffDelay } from '../../../backoff.ts';
import { SECOND } from '../../../duration.ts';
import type { Message } from '../render/renderMessage.ts';

const TIMEOUT = 5 * SECOND;

/** A `response_url` accepts five answers in half an hour; a command sends at most two. */
const MOST_ATTEMPTS = 3;

const BACKOFF: BackoffPolicy = { first: SECOND / 2, last: SECOND, jitter: 0.5 };

/** Slack did not accept an answer. */
export class ResponseError extends Error {
  override readonly name = 'ResponseError';
  readonly code = 'response_error';
}

export interface Answer extends Message {
  readonly replaces: boolean;
}

/** Sends an answer that only the person sees, in the channel where they asked. @throws ResponseError */
export async function respond(
  responseUrl: string,
  { text, blocks, replaces }: Answer,
  call: typeof fetch = fetch,
): Promise<void> {
  const body = JSON.stringify({
    response_type: 'ephemeral',
    replace_original: replaces,
    text,
    blocks,
    unfurl_links: false,
    unfurl_media: false,
  });
  for (let failures = 1; ; failures += 1) {
    const outcome = await send(call, responseUrl, body);
    if (outcome === 'accepted') return;
    if (outcome.isLasting || failures === MOST_ATTEMPTS) throw new ResponseError(outcome.reason);
    await delay(backoffDelay(BACKOFF, failures, Math.random));
  }
}

type Outcome = 'accepted' | { readonly isLasting: boolean; readonly reason: string };

async function send(call: typeof fetch, url: string, body: string): Promise<Outcome> {
  try {
    const response = await call(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(TIMEOUT),
    });
    const detail = (await response.text()).slice(0, 200);
    if (response.ok) return 'accepted';
    const isLasting = response.status < 500 && response.status !== 429;
    return { isLasting, reason: `Slack did not accept an answer: ${response.status} ${detail}` };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { isLasting: false, reason: `Slack did not accept an answer: ${detail}` };
  }
}
