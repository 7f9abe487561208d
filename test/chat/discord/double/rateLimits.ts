import { isOfInteraction, type RouteName } from './routes.ts';

interface Bucket {
  readonly limit: number;
  /** ms */
  readonly span: number;
}

/** The limit for messages that Discord was seen to apply, per channel. */
const MESSAGES: Bucket = { limit: 5, span: 5_000 };

/** @see https://docs.discord.com/developers/topics/rate-limits#global-rate-limit */
const GLOBAL: Bucket = { limit: 50, span: 1_000 };

/** What the limits say about a call. */
export interface Ruling {
  readonly headers: Readonly<Record<string, string>>;
  /** The answer where the call exceeds a limit. */
  readonly refusal?: { readonly message: string; readonly retry_after: number; readonly global: boolean };
}

/** Counts calls, and refuses them as Discord does, with its headers. */
export class RateLimits {
  readonly #spans = new Map<string, { readonly endsAt: number; left: number }>();
  readonly #isCounting: boolean;
  #heldUntil = 0;

  /** @param isCounting whether calls are counted; else only `defer` refuses any */
  constructor(isCounting: boolean) {
    this.#isCounting = isCounting;
  }

  /** Refuses every call of the bot until then, ms. */
  defer(until: number): void {
    this.#heldUntil = until;
  }

  /** Counts a call. @param now ms */
  take(route: RouteName, [channel = '']: readonly string[], now: number): Ruling {
    // Interactions do not count towards the bot's limits.
    if (isOfInteraction(route)) return { headers: {} };
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
    const window = before && before.endsAt > now ? before : { endsAt: now + span, left: limit };
    this.#spans.set(key, window);
    window.left -= 1;
    return { left: window.left, wait: window.endsAt - now };
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
