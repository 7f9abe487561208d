import { beforeAll, describe, expect, it } from 'vitest';
import { parseDuration, SECOND } from '../../src/duration.ts';
import { DeliveryError } from '../../src/notifications/chatPort.ts';
import { notificationSchema } from '../../src/notifications/notification.ts';
import { StoreError } from '../../src/store/store.ts';
import { CrashableProcess, crashAtEachAwait } from '../support/crashableProcess.ts';
import { type Step, scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { channelRef, Story } from '../support/story.ts';

const OTHER = '17900000000000002';

/** A message that is revised after its first try. */
interface Tale {
  readonly life: readonly Step[];
  readonly quotas?: object;
  /** What is typed, after `/threads`. */
  readonly line: string;
  /** What passes from there to the failure; without it, the failure begins while the line is answered. */
  readonly calm?: string;
  /** The failure lasts so long, and the message is tried meanwhile. */
  readonly failsFor: string;
  readonly revise: (story: Story) => Promise<unknown>;
  /** What passes until the message shows that. */
  readonly rest: string;
  /** What the message says in the end. */
  readonly says: string;
}

const PROCESSING = [status('0s', 'IN_PROGRESS')];
const LIVE = { life: PROCESSING, line: `watch ${VIDEO} ${OTHER}`, failsFor: '2s', rest: '90s' };

const TALES: Readonly<Record<string, Tale>> = {
  'a live message of which nothing changes': {
    ...LIVE,
    revise: async () => undefined,
    says: 'still processing',
  },
  'a live message of which one watch is stopped': {
    ...LIVE,
    revise: (story) => story.type(`unwatch ${VIDEO}`),
    says: 'stopped by ann',
  },
  'a live message of which all watches are stopped': {
    ...LIVE,
    revise: (story) => story.type('unwatch all'),
    says: 'stopped by ann',
  },
  'a live message of which one container is published': {
    ...LIVE,
    life: [status('0s', 'IN_PROGRESS'), status('50s', 'PUBLISHED')],
    revise: (story) => story.pass('70s'),
    says: 'published',
  },
  'a live message of which one container is snoozed': {
    ...LIVE,
    revise: (story) => snooze(story, { for: '1h', account: 'brand', container: VIDEO }),
    says: 'snoozed',
  },
  'a delay that ends': {
    life: [status('0s', 'IN_PROGRESS'), status('8m', 'PUBLISHED')],
    line: `watch ${VIDEO}`,
    calm: '2m',
    failsFor: '5m',
    revise: (story) => story.pass('30m'),
    rest: '8m',
    says: 'Since then: published',
  },
  'a used-up quota in which there is room again': {
    life: PROCESSING,
    quotas: {
      posts: [
        { at: '0s', usage: 100, total: 250 },
        { at: '10m', usage: 250 },
        { at: '40m', usage: 50 },
      ],
    },
    line: 'alerts on',
    calm: '29m50s',
    failsFor: '20s',
    revise: (story) => story.pass('31m'),
    rest: '8m',
    says: 'Room again',
  },
};

async function snooze(story: Story, args: Readonly<Record<string, string>>): Promise<void> {
  const person = { id: 'bob', isManager: false };
  await story.bot.dispatch({ command: 'snooze', args, channel: channelRef('c1'), person });
}

/** A process, a chat and a store, of which one fails at a moment. */
class Failure {
  process = new CrashableProcess();
  #writesLeft = Number.POSITIVE_INFINITY;
  #hasStoreFailed = false;

  /** Begins a process. */
  begin(): CrashableProcess {
    this.process = new CrashableProcess((isWrite) => {
      if (!isWrite) return;
      this.#writesLeft -= 1;
      if (this.#writesLeft >= 0) return;
      this.#hasStoreFailed = true;
      throw new StoreError('store_failed', 'the disk is full');
    });
    return this.process;
  }

  get hasCome(): boolean {
    return this.process.hasCrashed || this.#hasStoreFailed;
  }

  /** @param after so many awaits, writes or posts from now */
  arm(kind: Kind, after: number, { chat }: Story): void {
    if (kind === 'the process dies') this.process.crashAfter(after);
    if (kind === 'the store fails') this.#writesLeft = after;
    if (kind !== 'the answer is lost') return;
    let calls = 0;
    chat.before = () => {
      chat.refuseAfterTaking = calls === after;
      calls += 1;
    };
  }

  end({ chat }: Story): void {
    this.process.crashAfter(Number.POSITIVE_INFINITY);
    this.#writesLeft = Number.POSITIVE_INFINITY;
    chat.before = () => undefined;
    chat.refuseAfterTaking = false;
  }
}

const KINDS = ['the process dies', 'the answer is lost', 'the store fails'] as const;
type Kind = (typeof KINDS)[number];

interface Life {
  /** Whether something failed. */
  readonly crashed: boolean;
  /** Whether the chat took a message before what it was to say was revised. */
  readonly isTaken: boolean;
  /** What stands in the chat in the end. */
  readonly words: readonly string[];
  readonly edits: number;
  /** The messages that do not show yet what they are to say. */
  readonly pending: readonly string[];
}

/** Tells a tale in a chat that drops repeated messages. Nothing is tried again before the revision. */
async function live(tale: Tale, kind: Kind, after: number): Promise<Life> {
  const { life, quotas = {}, line, calm, revise, rest } = tale;
  const failure = new Failure();
  const scenario = scenarioOf({ [VIDEO]: life, [OTHER]: PROCESSING }, { quotas });
  const story = await Story.begin({ scenario, quotaCron: '*/30 * * * *', live: () => failure.begin() });
  const { chat, clock } = story;
  chat.dropsRepeats = true;
  // Who gets no answer types it again.
  const type = (): Promise<unknown> => story.type(line).catch(() => undefined);
  try {
    if (calm !== undefined) {
      await type();
      await story.pass(calm);
    }
    const before = chat.messages.length;
    const end = clock.now() + (parseDuration(tale.failsFor) ?? Number.NaN);
    failure.arm(kind, after, story);
    if (calm === undefined) await type();
    await story.pass(tale.failsFor).catch(() => undefined);
    failure.end(story);
    const crashed = failure.hasCome || chat.denied > 0;
    const isTaken = chat.messages.length > before;
    chat.fault = new DeliveryError('passing', '500', 'the chat is down');
    if (failure.process.hasCrashed) await story.restart();
    await story.pass(`${(end - clock.now()) / SECOND}s`);
    if (calm === undefined) await type();
    await revise(story);
    chat.fault = undefined;
    await story.pass(rest);
    const cards = chat.messages.map(({ id }) => chat.cards.get(id));
    return {
      crashed,
      isTaken,
      words: cards.map((card) => (card === undefined ? '' : story.render(card))),
      edits: chat.messages.reduce((sum, { edits }) => sum + edits, 0),
      pending: await pendingOf(story),
    };
  } finally {
    await story.end();
  }
}

async function pendingOf({ store }: Story): Promise<string[]> {
  const pending: string[] = [];
  const records = store.collection('notifications', notificationSchema);
  for await (const [id, { synced, messageId }] of records.entries(() => undefined))
    if (!synced && messageId !== undefined) pending.push(id);
  return pending;
}

describe.each(Object.entries(TALES))('%s', (_, tale) => {
  let whole: Life;

  beforeAll(async () => {
    whole = await live(tale, 'the process dies', Number.POSITIVE_INFINITY);
    expect(whole.words.join('\n')).toContain(tale.says);
  });

  it.each(KINDS)('is shown once and in its last words, whenever %s around its first try', async (kind) => {
    let taken = 0;
    await crashAtEachAwait(
      (after) => live(tale, kind, after),
      ({ isTaken, words, edits, pending }, after) => {
        expect(pending, `after ${after}`).toEqual([]);
        if (!isTaken) return;
        taken += 1;
        expect(words, `after ${after}`).toEqual(whole.words);
        // A process that dies, or a store that fails, may repeat an edit.
        if (kind === 'the answer is lost') expect(edits, `after ${after}`).toBeLessThanOrEqual(whole.edits);
      },
    );
    expect(taken).toBeGreaterThan(0);
  });
});
