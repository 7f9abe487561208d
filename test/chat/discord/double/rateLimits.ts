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

/** What a call is told of its limits. */
export interface Ruling {
  readonly headers: Readonly<Record<string, string>>;
  /** What it is answered where it was one too many. */
  readonly refusal?: { readonly message: string; readonly retry_after: number; readonly global: boolean };
}

/** Refuses calls as Discord does, and says so in its headers. */
export class RateLimits {
  readonly #spans = new Map<string, { readonly endsAt: number; left: number }>();
  readonly #isCounting: boolean;
  #heldUntil = 0;

  /** @param isCounting whether too many calls are refused; else those alone that a test has refused */
  constructor(isCounting: boolean) {
    this.#isCounting = isCounting;
  }

  /** Limits the bot as a whole until then, ms. */
  defer(until: number): void {
    this.#heldUntil = until;
  }

  /** Counts a call. @param now ms */
  take(route: RouteName, [channel = '']: readonly string[], now: number): Ruling {
    // Interactions are outside every limit of the bot's own.
    if (route === 'callback' || route === 'reply') return { headers: {} };
    if (now < this.#heldUntil) return refuse(this.#heldUntil - now, GLOBAL_SCOPE);
    if (!this.#isCounting) return { headers: {} };
    const overall = this.#count('global', GLOBAL, now);
    if (overall.left < 0) return refuse(overall.wait, GLOBAL_SCOPE);
    if (route !== 'post' && route !== 'edit') return { headers: {} };
    const { left, wait } = this.#count(`${route} ${channel}`, MESSAGES, now);
    const headers = {
      'x-ratelimit-bucket': route,
      'x-ratelimit-limit': String(MESSAGES.limit),
      'x-ratelimit-remaining': String(Math.max(0, left)),
      'x-ratelimit-reset-after': String(wait / 1_000),
    };
    return left < 0 ? refuse(wait, { ...headers, 'x-ratelimit-scope': 'user' }) : { headers };
  }

  #count(key: string, { limit, span }: Bucket, now: number): { left: number; wait: number } {
    const before = this.#spans.get(key);
    const synced = before && before.endsAt > now ? before : { endsAt: now + span, left: limit };
    this.#spans.set(key, synced);
    synced.left -= 1;
    return { left: synced.left, wait: synced.endsAt - now };
  }
}

const GLOBAL_SCOPE = { 'x-ratelimit-global': 'true', 'x-ratelimit-scope': 'global' };

function refuse(wait: number, headers: Readonly<Record<string, string>>): Ruling {
  const seconds = wait / 1_000;
  return {
    headers: { ...headers, 'retry-after': String(seconds) },
    refusal: {
      message: 'You are being rate limited.',
      retry_after: seconds,
      global: 'x-ratelimit-global' in headers,
    },
  };
}
