import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createRecords } from '../../src/app/core/createRecords.ts';
import { HOUR, MINUTE } from '../../src/duration.ts';
import { DeliveryError } from '../../src/notifications/chatPort.ts';
import { openStore } from '../../src/store/openStore.ts';
import type { QuotaReading } from '../../src/threads/quotas.ts';
import { error, scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { channelRef, START, Story } from '../support/story.ts';

const fail = (key: string, cause: unknown): never => {
  throw new Error(`${key} can not be read`, { cause });
};

function readingOf(used: number): QuotaReading {
  const unknown = { kind: 'unknown', missingScope: 'threads_delete' } as const;
  return {
    posts: { kind: 'known', used, total: 100, windowSeconds: 86_400 },
    replies: unknown,
    deletes: unknown,
    location_searches: unknown,
  };
}

const channels = fc.constantFrom('c1', 'c2');
const accounts = fc.constantFrom('brand', 'club');
const step = fc.oneof(
  fc.record({ kind: fc.constant('on' as const), name: channels, account: accounts }),
  fc.record({ kind: fc.constant('off' as const), name: channels, account: accounts }),
  fc.record({
    kind: fc.constant('reading' as const),
    account: accounts,
    used: fc.constantFrom(0, 85, 96, 100),
  }),
  fc.record({ kind: fc.constant('restart' as const) }),
  fc.record({ kind: fc.constant('deliver' as const) }),
  // The clock is set, also back.
  fc.record({
    kind: fc.constant('clock' as const),
    now: fc.constantFrom(START, START + MINUTE, START + HOUR),
  }),
);

/** What is armed: a threshold that fired fires again only once the quota is five points below it, or after off and on. */
class Model {
  readonly #fired = new Map<string, Set<number>>();

  on(key: string): void {
    if (!this.#fired.has(key)) this.#fired.set(key, new Set());
  }

  off(key: string): void {
    this.#fired.delete(key);
  }

  /** @returns whether an alert is due */
  read(key: string, used: number): boolean {
    const fired = this.#fired.get(key);
    if (fired === undefined) return false;
    for (const threshold of [...fired]) if (used < threshold - 5) fired.delete(threshold);
    const crossed = [80, 95, 100].filter((threshold) => used >= threshold && !fired.has(threshold));
    for (const threshold of crossed) fired.add(threshold);
    return crossed.length > 0;
  }
}

describe('a quota alert', () => {
  it('is stored for each crossing, however often alerts are turned off and on, and whatever the clock says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const store = await openStore('memory:');
        const model = new Model();
        let now = START;
        const clock = { now: () => now };
        let records = createRecords(store, fail, { clock });
        let posted = 0;
        const waiting = async (): Promise<string[]> => {
          const all = records.outbox
            .pendingChannels()
            .flatMap((channel) => records.outbox.pendingIds(channel));
          return all.filter((id) => id.startsWith('quota/'));
        };
        for (const each of steps) {
          if (each.kind === 'clock') now = each.now;
          if (each.kind === 'restart') {
            records = createRecords(store, fail, { clock });
            await records.outbox.load(fail);
            await records.quotaAlerts.load(fail);
          }
          if (each.kind === 'on') {
            await records.quotaAlerts.turnOn(channelRef(each.name), each.account, 'ann', [80, 95, 100], now);
            model.on(`${each.name} ${each.account}`);
          }
          if (each.kind === 'off') {
            await records.quotaAlerts.turnOff(channelRef(each.name), each.account, now);
            model.off(`${each.name} ${each.account}`);
          }
          if (each.kind === 'deliver')
            for (const channel of records.outbox.pendingChannels())
              for (const notification of await records.outbox.pendingIn(channel)) {
                posted += 1;
                const group = { id: `g${posted}`, since: now };
                await records.outbox.confirm([notification], { messageId: `m${posted}`, group });
              }
          if (each.kind === 'reading') {
            const unsent = async (): Promise<number> => {
              let count = 0;
              for (const id of await waiting())
                if ((await records.outbox.get(id))?.messageId === undefined) count += 1;
              return count;
            };
            const before = await unsent();
            await records.quotaAlerts.applyReading(each.account, readingOf(each.used), now);
            const due = ['c1', 'c2'].filter((name) => model.read(`${name} ${each.account}`, each.used));
            expect((await unsent()) - before).toBe(due.length);
          }
        }
        await store.close();
      }),
      { numRuns: 200 },
    );
  });

  it('is told again after off and on where the threshold is still crossed, also while edits wait', async () => {
    const quotas = { posts: [{ at: '0s', usage: 240, total: 250 }] };
    const story = await Story.begin({ scenario: scenarioOf({}, { quotas }) });
    onTestFinished(() => story.end());
    story.chat.refuses = ({ call }) =>
      call === 'edit' ? new DeliveryError('passing', '429', 'too many', { retryAfter: HOUR }) : undefined;
    await story.type('alerts on');
    for (const [count, line] of [
      [1, 'quota'],
      [2, 'alerts on'],
      [3, 'alerts on'],
    ] as const) {
      if (count > 1) await story.type('alerts off');
      await story.type(line);
      await story.pass('10m');
      expect(story.alerts()).toHaveLength(count);
    }
    expect(new Set(story.chat.nonces).size).toBe(story.chat.nonces.length);
  });
});

describe('a container', () => {
  it('that is watched again alerts again, also where another channel has watched it all the time', async () => {
    const life = [status('0s', 'FINISHED'), status('24h', 'EXPIRED')];
    const story = await Story.begin({ scenario: scenarioOf({ [VIDEO]: life }) });
    onTestFinished(() => story.end());
    await story.type(`watch ${VIDEO}`, channelRef('c1'));
    await story.type(`watch ${VIDEO}`, channelRef('c2'));
    await story.type(`unwatch ${VIDEO}`, channelRef('c1'));
    await story.type(`watch ${VIDEO}`, channelRef('c1'));
    await story.pass('25h');
    const signs = (name: string): string[] =>
      story.alerts(name).map(({ first }) => first.split(' ')[0] ?? '');
    expect(signs('c1')).toEqual(['🟢', '⏰', '⌛']);
    expect(signs('c2')).toEqual(['🟢', '⏰', '⌛']);
    expect(new Set(story.chat.nonces).size).toBe(story.chat.nonces.length);
  });

  it('that fails again after it was checked in between is told again', async () => {
    const life = [error('0s', 2), status('3h', 'IN_PROGRESS'), error('4h', 2)];
    const story = await Story.begin({ scenario: scenarioOf({ [VIDEO]: life }) });
    onTestFinished(() => story.end());
    await story.type(`watch ${VIDEO}`);
    for (let hour = 0; hour < 22; hour += 1) {
      await story.pass('1h');
      await story.type(`status ${VIDEO}`);
    }
    expect(story.alerts().filter(({ first }) => first.startsWith('⚠️'))).toHaveLength(2);
  });
});

it('a live message that is posted again, after somebody deleted it, has another nonce', async () => {
  const life = [status('0s', 'IN_PROGRESS'), status('30s', 'PUBLISHED')];
  const story = await Story.begin({ scenario: scenarioOf({ [VIDEO]: life }) });
  onTestFinished(() => story.end());
  await story.type(`watch ${VIDEO}`);
  story.chat.forget('m1');
  await story.pass('2m');
  expect(story.live(VIDEO)?.now).toContain('published');
  expect(new Set(story.chat.nonces).size).toBe(2);
});

it('a live message that was deleted before the first answer of Threads is posted again with the end', async () => {
  const story = await Story.begin({
    scenario: scenarioOf(
      { [VIDEO]: [status('0s', 'ERROR', 'UNKNOWN')] },
      { faults: [{ from: '0s', to: '60s', http: 500, body: '' }] },
    ),
  });
  onTestFinished(() => story.end());
  await story.type(`watch ${VIDEO}`);
  story.chat.forget('m1');
  await story.pass('10m');
  expect(story.live(VIDEO)?.now).toMatch(/^❌/u);
  expect(story.alertsOn(VIDEO)).toHaveLength(1);
});

it('what becomes of a container while Threads and the chat fail is shown, though the first answer ends the watch', async () => {
  const story = await Story.begin({
    scenario: scenarioOf(
      { [VIDEO]: [status('0s', 'IN_PROGRESS'), status('1s', 'PUBLISHED')] },
      { faults: [{ from: '0s', to: '60s', http: 500, body: '' }] },
    ),
  });
  onTestFinished(() => story.end());
  story.chat.fault = new DeliveryError('passing', '500', 'the chat is down');
  expect(await story.type(`watch ${VIDEO}`)).toContain('not checked yet');
  await story.pass('2m');
  story.chat.fault = undefined;
  await story.pass('10m');
  expect(story.live(VIDEO)?.now).toContain('published');
});

it('what the answer to the command has shown needs no live message, however late the chat takes one', async () => {
  const story = await Story.begin({ scenario: scenarioOf({ [VIDEO]: [status('0s', 'PUBLISHED')] }) });
  onTestFinished(() => story.end());
  story.chat.fault = new DeliveryError('passing', '500', 'the chat is down');
  expect(await story.type(`watch ${VIDEO}`)).toContain('published');
  await story.pass('2m');
  story.chat.fault = undefined;
  await story.pass('10m');
  expect(story.chat.messages).toEqual([]);
});
