import { SECOND } from '../../../duration.ts';

/**
 * A limit that Discord sets for the bot as a whole. Each client of the library knows only of the limits that it has met
 * itself, so they share this one.
 *
 * @see https://docs.discord.com/developers/topics/rate-limits#global-rate-limit
 */
export class GlobalLimit {
  readonly #now: () => number;
  #until = 0;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Reads the headers of a 429. */
  note(headers: Pick<Headers, 'get'>): void {
    const seconds = Number(headers.get('retry-after'));
    if (headers.get('x-ratelimit-global') === null || !(seconds > 0)) return;
    this.#until = Math.max(this.#until, this.#now() + seconds * SECOND);
  }

  /** How long no call may be made, ms; 0 where nothing is limited. */
  get wait(): number {
    return Math.max(0, this.#until - this.#now());
  }
}
