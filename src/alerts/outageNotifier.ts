import type { HealthNotifier } from '../accounts/accountHealth.ts';
import { namedSince, type Outage } from '../accounts/outage.ts';
import { type ChannelRef, channelKey } from '../channelRef.ts';
import { MINUTE } from '../duration.ts';
import type { ContentOf } from '../messages/content.ts';
import type { Outbox } from '../notifications/outbox.ts';
import type { RemedyOf } from './createRemedyOf.ts';

/** The end of a shorter outage is shown by an edit alone, which notifies nobody. */
const LONG_OUTAGE = 10 * MINUTE;

const NAMES = new Intl.ListFormat('en-GB');

export interface OutageNotifierOptions {
  readonly outbox: Outbox;
  /** The channels that are notified of an account's outage. */
  readonly subscribersOf: (account: string) => ChannelRef[];
  readonly remedyOf: RemedyOf;
}

type OutageContent = ContentOf<'account-outage'>;

/**
 * Stores notifications about outages: one for each channel and incident. An incident of the app is one for all accounts
 * that meet it, as far as the channel has subscribed to them.
 */
export class OutageNotifier implements HealthNotifier {
  readonly #outbox: Outbox;
  readonly #remedyOf: RemedyOf;
  readonly subscribersOf: (account: string) => ChannelRef[];

  constructor({ outbox, subscribersOf, remedyOf }: OutageNotifierOptions) {
    this.#outbox = outbox;
    this.#remedyOf = remedyOf;
    this.subscribersOf = subscribersOf;
  }

  /** Stores the alert about an outage for each channel. */
  async outage(outage: Outage, channels: readonly ChannelRef[]): Promise<void> {
    const { account, scope, error, since, nextProbeAt } = outage;
    const remedy = this.#remedyOf(account, error, since);
    for (const channel of channels) {
      const id = outageId(outage, error.kind, channel);
      const content = { kind: 'account-outage', account, scope, error, since, nextProbeAt, remedy } as const;
      await this.#outbox.add(id, channel, content, { at: since, final: false });
      await this.#revise(id, (shown) => addAccount(shown, account));
    }
  }

  /**
   * Shows on the outage's messages that it is over; after a long outage, a new message says so too. A channel that has
   * not got the outage's message yet gets neither.
   */
  async recovered(outage: Outage, now: number): Promise<void> {
    for (const { channel, kind } of outage.notified) {
      const id = outageId(outage, kind, channel);
      await this.#revise(id, (shown) => endFor(shown, outage.account, now));
      const notification = await this.#outbox.get(id);
      if (notification?.content.kind !== 'account-outage' || notification.content.until === undefined)
        continue;
      if (notification.messageId === undefined) await this.#outbox.forget([id]);
      else if (now - notification.content.since >= LONG_OUTAGE)
        await this.#addRecovered(id, channel, notification.content, now);
    }
  }

  #addRecovered(outageId: string, channel: ChannelRef, content: OutageContent, now: number): Promise<void> {
    const { account, accounts = [], scope, error, since } = content;
    const names = NAMES.format([account, ...accounts]);
    const recovered = { kind: 'account-recovered', account: names, scope, error, since, until: now } as const;
    return this.#outbox.add(`account-recovered/${outageId}`, channel, recovered, { at: now, final: true });
  }

  #revise(id: string, change: (content: OutageContent) => OutageContent | undefined): Promise<void> {
    return this.#outbox.revise(id, ({ content }) => {
      const changed = content.kind === 'account-outage' ? change(content) : undefined;
      return changed && { content: changed, final: changed.until !== undefined };
    });
  }
}

function addAccount(content: OutageContent, account: string): OutageContent | undefined {
  const { accounts = [] } = content;
  if (content.account === account || accounts.includes(account)) return undefined;
  return { ...content, accounts: [...accounts, account] };
}

/** The message is over once every account that it names has recovered. */
function endFor(content: OutageContent, account: string, now: number): OutageContent | undefined {
  if (content.until !== undefined) return undefined;
  const recovered = [...(content.recovered ?? []), account];
  const isOver = [content.account, ...(content.accounts ?? [])].every((name) => recovered.includes(name));
  return isOver ? { ...content, until: now } : { ...content, recovered };
}

/** All accounts of an incident share one message in each channel. */
function outageId(outage: Outage, kind: string, channel: ChannelRef): string {
  const { account, incident, id } = outage;
  const own = [account, namedSince(outage), ...(id === undefined ? [] : [id])].join('/');
  const name = incident === undefined ? own : `(app)/${incident}`;
  return `account-outage/${name}/${kind}/${channelKey(channel)}`;
}
