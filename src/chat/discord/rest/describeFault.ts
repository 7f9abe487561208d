import { DiscordAPIError, HTTPError, RateLimitError } from '@discordjs/rest';
import { formatDuration } from '../../../duration.ts';

/** A failed call, for the log. discord.js' own errors hold the URL, and with it an interaction's token. */
export interface CallFault {
  readonly code: string;
  readonly status?: number;
  readonly message: string;
}

export function describeFault(error: unknown): CallFault {
  if (error instanceof DiscordAPIError)
    return {
      code: String(error.code ?? `http_${error.status}`),
      status: error.status,
      message: error.message,
    };
  if (error instanceof HTTPError) return { code: 'http', status: error.status, message: error.message };
  if (error instanceof RateLimitError)
    return {
      code: 'rate_limited',
      message: `Discord asks us to wait for ${formatDuration(error.retryAfter)}`,
    };
  if (!(error instanceof Error)) return { code: 'unknown', message: String(error) };
  const code = 'code' in error && error.code !== undefined ? String(error.code) : error.name;
  return { code, message: error.message };
}

/** How long Discord asks us to wait before the next call of this kind, ms. */
export function retryAfterOf(error: unknown): number | undefined {
  return error instanceof RateLimitError ? error.retryAfter : undefined;
}

/** Whether Discord refuses the call with a code of its own, so that a repetition would be refused too. */
export function isRefusal(error: unknown): boolean {
  return (
    error instanceof DiscordAPIError &&
    (error.status === 403 || error.status === 404) &&
    Number(error.code) > 0
  );
}
