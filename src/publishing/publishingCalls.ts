import type { AccountHealth } from '../accounts/accountHealth.ts';
import type { Account, Accounts } from '../accounts/accounts.ts';
import { noToken } from '../accounts/checkAccount.ts';
import { findOwningAccount, isOwnershipError } from '../accounts/findOwningAccount.ts';
import type { QuotaReader } from '../accounts/quotaReader.ts';
import { checkContainer } from '../polling/checkContainer.ts';
import type { ThreadsApi } from '../threads/api.ts';
import { type ErrorDetails, toErrorDetails } from '../threads/errorDetails.ts';
import { ThreadsError } from '../threads/errors.ts';
import type { PublishedPost } from '../watches/watch.ts';
import type { Learned, PostsQuota } from './decidePublication.ts';
import { doubtOf } from './doubt.ts';
import { findPost } from './findPost.ts';
import type { Publication } from './publication.ts';

export interface PublishingCallsOptions {
  readonly threads: ThreadsApi;
  readonly accounts: Accounts;
  readonly health: AccountHealth;
  readonly quotaReader: Pick<QuotaReader, 'readForPerson'>;
}

/** What a check brought: what follows for the publication, or the account that owns its container. */
export type Checked = Learned | { readonly kind: 'owned'; readonly account: string };

/** The calls to Threads that a publication takes. Each attempt is made once. */
export class PublishingCalls {
  readonly #options: PublishingCallsOptions;

  constructor(options: PublishingCallsOptions) {
    this.#options = options;
  }

  /** Checks the container's status; and, where that is FINISHED, how many posts the account has left. */
  async check(publication: Publication, needsQuota: boolean): Promise<Checked> {
    const { accounts, health } = this.#options;
    const account = accounts.get(publication.account);
    if (account === undefined) return noStatus(toErrorDetails(noToken(publication.account)));
    if (!(await health.canCall(account.name))) return this.#outage(account.name);
    const outcome = await checkContainer(this.#options, account, publication.container, { attempts: 1 });
    if (outcome.kind === 'account-error') return this.#outage(account.name);
    if (outcome.kind === 'read') {
      const { status, errorMessage } = outcome.reading;
      const quota = needsQuota && status === 'FINISHED' ? await this.#readPostsQuota(account) : undefined;
      return { kind: 'status', status, errorMessage, quota };
    }
    const isElsewhere = outcome.kind === 'not-found' && isOwnershipError(outcome.error);
    const owner = isElsewhere && needsQuota ? await this.#findOwner(publication) : undefined;
    return owner === undefined ? noStatus(toErrorDetails(outcome.error)) : { kind: 'owned', account: owner };
  }

  #outage(account: string): Learned {
    return noStatus(this.#options.health.outageOf(account)?.error ?? { kind: 'outage' });
  }

  /** What is not known is not used up. */
  async #readPostsQuota(account: Account): Promise<PostsQuota | undefined> {
    const answer = await this.#options.quotaReader.readForPerson(account);
    const posts = answer.kind === 'read' ? answer.reading.posts : undefined;
    if (posts?.kind !== 'known') return undefined;
    const { used, total, windowSeconds } = posts;
    return { used, total, ...(windowSeconds !== undefined && { windowSeconds }) };
  }

  /** The other account of the same workspace that owns the container. */
  async #findOwner({ account, channel, container }: Publication): Promise<string | undefined> {
    const { accounts, health, threads } = this.#options;
    const others = accounts
      .boundTo(channel.workspace)
      .filter(({ name }) => name !== account && health.of(name) === undefined);
    const owner = await findOwningAccount(threads, others, container);
    return owner?.answer.kind === 'read' ? owner.account.name : undefined;
  }

  /** Publishes the container: the one call. An error of it is no evidence about the account: its status tells more. */
  async publish({ account: name, container }: Publication): Promise<Learned> {
    const { threads, accounts, health } = this.#options;
    const account = accounts.get(name);
    if (account === undefined)
      return { kind: 'unanswered', doubt: 'not-made', error: toErrorDetails(noToken(name)) };
    try {
      const { mediaId } = await threads.publishContainer(account, container);
      await health.answered(name, container);
      return { kind: 'answered', post: mediaId };
    } catch (error) {
      if (!(error instanceof ThreadsError)) throw error;
      return { kind: 'unanswered', doubt: doubtOf(error), error: toErrorDetails(error) };
    }
  }

  /** The post that a container became. A post without an address is out all the same. */
  async findPost(
    { account: name }: Publication,
    calledAt: number,
    id: string | undefined,
  ): Promise<PublishedPost | undefined> {
    const { threads, accounts } = this.#options;
    const account = accounts.get(name);
    if (account === undefined) return id === undefined ? undefined : { id };
    try {
      if (id !== undefined) return { id, permalink: await threads.fetchPermalink(account, id) };
      const calledThere = calledAt - (threads.clockSkew() ?? 0);
      const post = findPost(await threads.fetchNewestPosts(account), calledThere);
      return post && { id: post.id, ...(post.permalink !== undefined && { permalink: post.permalink }) };
    } catch (error) {
      if (!(error instanceof ThreadsError)) throw error;
      return id === undefined ? undefined : { id };
    }
  }
}

function noStatus(error: ErrorDetails): Learned {
  return { kind: 'no-status', error };
}
