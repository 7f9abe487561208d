import { setTimeout as delay } from 'node:timers/promises';
import { type BackoffPolicy, backoffDelay } from '../../../backoff.ts';
import { SECOND } from '../../../duration.ts';
import type { Message } from '../render/renderMessage.ts';

const TIMEOUT = 5 * SECOND;

/** A `response_url` takes five answers in half an hour; a command needs two at most. */
const MOST_ATTEMPTS = 3;

const BACKOFF: BackoffPolicy = { first: SECOND / 2, last: SECOND, jitter: 0.5 };

/** Slack did not take an answer. */
export class ResponseError extends Error {
  override readonly name = 'ResponseError';
  readonly code = 'response_error';
}

export interface Answer extends Message {
  readonly replaces: boolean;
}

/** Answers a person where they asked, for their eyes alone. @throws ResponseError */
export async function respond(responseUrl: string, { text, blocks, replaces }: Answer): Promise<void> {
  const body = JSON.stringify({
    response_type: 'ephemeral',
    replace_original: replaces,
    text,
    blocks,
    unfurl_links: false,
    unfurl_media: false,
  });
  for (let failures = 1; ; failures += 1) {
    const outcome = await send(responseUrl, body);
    if (outcome === 'taken') return;
    if (outcome.isLasting || failures === MOST_ATTEMPTS) throw new ResponseError(outcome.words);
    await delay(backoffDelay(BACKOFF, failures, Math.random));
  }
}

type Outcome = 'taken' | { readonly isLasting: boolean; readonly words: string };

async function send(url: string, body: string): Promise<Outcome> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(TIMEOUT),
    });
    const words = (await response.text()).slice(0, 200);
    if (response.ok) return 'taken';
    const isLasting = response.status < 500 && response.status !== 429;
    return { isLasting, words: `Slack did not take an answer: ${response.status} ${words}` };
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return { isLasting: false, words: `Slack did not take an answer: ${words}` };
  }
}
