import type { Accounts } from '../accounts.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { ContentOf } from '../messages/content.ts';
import { type Place, placeKey } from '../place.ts';
import type { ThreadsApi } from '../threads/api.ts';
import type { TokenBook } from '../tokens/tokenBook.ts';
import { decideEnding, type Ending, isSameEnd, nextEndingAt, type TokenLife } from '../tokens/tokenLife.ts';
import type { ToldEnd } from '../tokens/tokenRecord.ts';
import type { Sight } from '../watches/sight.ts';
import { findBlindness } from '../watches/takeLook.ts';
import type { Postings } from './postings.ts';

export interface TokenAlertsOptions {
  readonly book: TokenBook;
  readonly accounts: Accounts;
  readonly threads: Pick<ThreadsApi, 'fetchUser'>;
  readonly sight: Sight;
  readonly postings: Postings;
  /** The channels that rely on an account. */
  readonly reliantOn: (account: string) => Place[];
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
}

/**
 * Tells the channels that rely on an account when its token or its permission ends and we can't put that off, each
 * once on each day of warning; and shows on those messages when a new token works.
 */
export class TokenAlerts {
  readonly #options: TokenAlertsOptions;
  /** What the log was told of each account, so that it is told once too. */
  readonly #logged = new Map<string, string>();

  constructor(options: TokenAlertsOptions) {
    this.#options = options;
  }

  async round(): Promise<void> {
    const { accounts, book } = this.#options;
    for (const { name } of accounts.all)
      await book.exclusively(name, async () => {
        await this.#heal(name);
        await this.#warn(name);
      });
  }

  /** Before this moment there is nothing to tell. While an end nears, a channel may come to rely on it at any time. */
  get idleUntil(): number {
    const { accounts, book, clock } = this.#options;
    const now = clock.now();
    const moments = accounts.all.map(({ name }) => {
      const life = book.factsOf(name);
      if (life === undefined) return Number.POSITIVE_INFINITY;
      const isBusy = decideEnding(life, now) !== undefined || this.#outlived(name, life).length > 0;
      return isBusy ? now : nextEndingAt(life, now);
    });
    return Math.min(...moments);
  }

  async #warn(name: string): Promise<void> {
    const { book, sight, postings, reliantOn, clock } = this.#options;
    const now = clock.now();
    const life = book.factsOf(name);
    const ending = life && decideEnding(life, now);
    // A token that is refused already is told of as such.
    if (life === undefined || ending === undefined || sight.of(name)?.trouble.kind === 'token') return;
    this.#logOnce(name, ending);
    const told = book.toldOf(name);
    const places = reliantOn(name).filter((place) => !told.some((each) => covers(each, place, ending)));
    if (places.length === 0) return;
    const fresh = places.map((place): ToldEnd => ({ place, ...ending }));
    for (const each of fresh)
      await postings.add(postingId(name, each), each.place, contentOf(name, ending, life), {
        at: now,
        final: false,
      });
    await book.note(name, { told: [...told, ...fresh] });
  }

  /** Shows on the messages of an end that has been put off that it has; of those not yet sent, none is. */
  async #heal(name: string): Promise<void> {
    const { book, sight, postings, clock } = this.#options;
    const life = book.factsOf(name);
    const outlived = life === undefined ? [] : this.#outlived(name, life);
    if (outlived.length === 0 || sight.of(name) !== undefined || !(await this.#works(name, life))) return;
    const healed = { at: clock.now(), endsAt: life?.expiresAt };
    for (const each of outlived) {
      const id = postingId(name, each);
      const posting = await postings.get(id);
      if (posting?.messageId === undefined) await postings.forget([id]);
      else
        await postings.revise(id, ({ content }) =>
          content.kind === 'token-ending' ? { content: { ...content, healed }, final: true } : undefined,
        );
    }
    await book.note(name, { told: book.toldOf(name).filter((each) => !outlived.includes(each)) });
  }

  /** A new token whose life Threads told us works; any other has to be seen to work. */
  async #works(name: string, life: TokenLife | undefined): Promise<boolean> {
    const { accounts, threads } = this.#options;
    const account = accounts.get(name);
    if (account === undefined) return false;
    return life?.expiresAt !== undefined || (await findBlindness(threads, account)) === undefined;
  }

  #outlived(name: string, { expiresAt, grantEndsAt }: TokenLife): ToldEnd[] {
    const ends = { token: expiresAt, grant: grantEndsAt };
    return this.#options.book.toldOf(name).filter(({ end, endsAt }) => !isSameEnd(endsAt, ends[end]));
  }

  #logOnce(account: string, { end, endsAt, days }: Ending): void {
    const key = `${end} ${endsAt} ${days}`;
    if (this.#logged.get(account) === key) return;
    this.#logged.set(account, key);
    const what = end === 'token' ? 'its access token ends' : 'the permission that it gave ends';
    this.#options.log.warn({ account, endsAt: new Date(endsAt) }, `${what} soon; reconnect the account`);
  }
}

function contentOf(account: string, { end, endsAt }: Ending, life: TokenLife): ContentOf<'token-ending'> {
  const trouble = end === 'token' ? life.lastRefresh?.failed : undefined;
  return { kind: 'token-ending', account, end, endsAt, ...(trouble && { trouble }) };
}

function covers(told: ToldEnd, place: Place, { end, endsAt, days }: Ending): boolean {
  const isOfIt = told.end === end && isSameEnd(told.endsAt, endsAt) && told.days <= days;
  return isOfIt && placeKey(told.place) === placeKey(place);
}

function postingId(account: string, { place, end, endsAt, days }: ToldEnd): string {
  return `token-ending/${account}/${end}/${endsAt}/${days}/${placeKey(place)}`;
}
