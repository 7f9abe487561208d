import type { RouteName } from './routes.ts';

interface Bucket {
  readonly limit: number;
  /** ms */
  readonly span: number;
}

/** What Discord was seen to grant for messages, per channel. */
const MESSAGES: Bucket = { limit: 5, span: 5_000 };

/** @see https://docs.discord.com/developers/topics/rate-limits#global-rate-limit */
const GLOBAL: Bucket = { limit: 50, span: 1_000 };

/** What a call is told of its limits, and whether it was one too many. */
export interface Ruling {
  readonly headers: Readonly<Record<string, string>>;
  readonly refused: boolean;
}

/** Counts calls as Discord does, and says so in its headers. */
export class RateLimits {
  readonly #spans = new Map<string, { readonly endsAt: number; left: number }>();

  /** Counts a call. @param now ms */
  take(route: RouteName, [channel = '']: readonly string[], now: number): Ruling {
    // Interactions are outside every limit of the bot's own.
    if (route === 'callback' || route === 'reply') return { headers: {}, refused: false };
    const overall = this.#count('global', GLOBAL, now);
    if (overall.left < 0)
      return { headers: { ...retryAfter(overall.wait), 'x-ratelimit-global': 'true' }, refused: true };
    if (route !== 'post' && route !== 'edit') return { headers: {}, refused: false };
    const { left, wait } = this.#count(`${route} ${channel}`, MESSAGES, now);
    const headers = {
      'x-ratelimit-bucket': route,
      'x-ratelimit-limit': String(MESSAGES.limit),
      'x-ratelimit-remaining': String(Math.max(0, left)),
      'x-ratelimit-reset-after': String(wait / 1_000),
    };
    return left < 0
      ? { headers: { ...headers, ...retryAfter(wait) }, refused: true }
      : { headers, refused: false };
  }

  #count(key: string, { limit, span }: Bucket, now: number): { left: number; wait: number } {
    const before = this.#spans.get(key);
    const current = before && before.endsAt > now ? before : { endsAt: now + span, left: limit };
    this.#spans.set(key, current);
    current.left -= 1;
    return { left: current.left, wait: current.endsAt - now };
  }
}

function retryAfter(ms: number): Record<string, string> {
  return { 'retry-after': String(ms / 1_000), 'x-ratelimit-scope': 'user' };
}
