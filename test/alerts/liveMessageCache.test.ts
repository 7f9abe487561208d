import { describe, expect, it, onTestFinished } from 'vitest';
import { LiveMessageCache } from '../../src/alerts/liveMessageCache.ts';
import { notificationSchema } from '../../src/notifications/notification.ts';
import { openStore } from '../../src/store/openStore.ts';
import type { Store } from '../../src/store/store.ts';
import { FaultyStore } from '../support/faultyStore.ts';
import { type Around, interceptStore } from '../support/interceptStore.ts';
import { scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { Story } from '../support/story.ts';

const BECOMES_READY = [status('0s', 'IN_PROGRESS'), status('150s', 'FINISHED')];

async function begin(store: Store): Promise<Story> {
  const story = await Story.begin({ scenario: scenarioOf({ [VIDEO]: BECOMES_READY }), store });
  onTestFinished(() => story.end());
  await story.type(`watch ${VIDEO}`);
  return story;
}

describe('a check that finds a container in the same state', () => {
  it('reads its watch before and after the call, and writes it: nothing else', async () => {
    const journal: string[] = [];
    const record: Around = (kind, call) => {
      journal.push(kind);
      return call();
    };
    const story = await begin(interceptStore(await openStore('memory:'), record));
    await story.pass('1m');
    journal.length = 0;
    await story.pass('1m');
    expect(story.checksAt(VIDEO)).toBe(3);
    expect(journal).toEqual(['read', 'read', 'write']);
  });

  it('corrects the live message after a start, where that shows another state', async () => {
    const story = await begin(await openStore('memory:'));
    await story.pass('1m');
    const notifications = story.store.collection('notifications', notificationSchema);
    // A crash after the message and before the watch leaves such a message, where the next check has another answer.
    for await (const [id, notification] of notifications.entries(() => undefined))
      if (notification.content.kind === 'live') {
        const items = notification.content.items.map((item) => ({
          ...item,
          state: { kind: 'status', status: 'FINISHED', at: notification.at } as const,
        }));
        await notifications.set(id, {
          ...notification,
          content: { ...notification.content, items },
          synced: false,
        });
      }
    await story.restart();
    await story.pass('30s');
    expect(story.live(VIDEO)?.now).toContain('ready');
    await story.pass('30s');
    expect(story.live(VIDEO)?.now).not.toContain('ready');
  });
});

it('a change that the store refused is shown once the store works again', async () => {
  const faults = new FaultyStore(await openStore('memory:'));
  const story = await begin(faults.store);
  await story.pass('2m');
  faults.failing = 'writes';
  for (let step = 0; step < 18; step += 1) await story.pass('5s').catch(() => undefined);
  expect(story.live(VIDEO)?.now).not.toContain('ready');
  faults.failing = 'nothing';
  await story.pass('1m');
  expect(story.live(VIDEO)?.now).toContain('ready');
});

it('the oldest entry is dropped first', () => {
  const liveMessages = new LiveMessageCache(2);
  for (const container of ['1', '2', '3']) liveMessages.set('live', container, 'FINISHED');
  expect(['1', '2', '3'].map((container) => liveMessages.isShown('live', container, 'FINISHED'))).toEqual([
    false,
    true,
    true,
  ]);
});
