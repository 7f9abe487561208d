import { describe, expect, it, onTestFinished } from 'vitest';
import { LiveMessageCache } from '../../src/alerts/liveMessageCache.ts';
import { notificationSchema } from '../../src/notifications/notification.ts';
import { openStore } from '../../src/store/openStore.ts';
import type { Store } from '../../src/store/store.ts';
import { type Around, aroundStore } from '../support/aroundStore.ts';
import { FaultyStore } from '../support/faultyStore.ts';
import { scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { Story } from '../support/story.ts';

const BECOMES_READY = [status('0s', 'IN_PROGRESS'), status('150s', 'FINISHED')];

async function begin(store: Store): Promise<Story> {
  const story = await Story.begin({ scenario: scenarioOf({ [VIDEO]: BECOMES_READY }), store });
  onTestFinished(() => story.end());
  await story.type(`watch ${VIDEO}`);
  return story;
}

describe('a check that finds a container as it was', () => {
  it('reads its watch, before and after it asks, and writes it: nothing else', async () => {
    const journal: string[] = [];
    const note: Around = (kind, call) => {
      journal.push(kind);
      return call();
    };
    const story = await begin(aroundStore(await openStore('memory:'), note));
    await story.pass('1m');
    journal.length = 0;
    await story.pass('1m');
    expect(story.checksAt(VIDEO)).toBe(3);
    expect(journal).toEqual(['read', 'read', 'write']);
  });

  it('sees to it after a start that the live message says so too', async () => {
    const story = await begin(await openStore('memory:'));
    await story.pass('1m');
    const notifications = story.store.collection('notifications', notificationSchema);
    // As a crash leaves it between the message and the watch, where the next answer is another one.
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

it('a change that could not be stored is shown once it can', async () => {
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

it('what was noted longest ago is forgotten first', () => {
  const liveMessages = new LiveMessageCache(2);
  for (const container of ['1', '2', '3']) liveMessages.note('live', container, 'FINISHED');
  expect(['1', '2', '3'].map((container) => liveMessages.isShown('live', container, 'FINISHED'))).toEqual([
    false,
    true,
    true,
  ]);
});
