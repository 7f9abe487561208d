import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { type ChatPort, DeliveryError } from '../../../src/notifications/chatPort.ts';
import { openStore } from '../../../src/store/openStore.ts';
import type { Store } from '../../../src/store/store.ts';
import { hideOwner } from '../../chaos/sqliteOwner.ts';
import { scenarioOf, status, VIDEO } from '../../support/scenarios.ts';
import { Story } from '../../support/story.ts';

const PHOTO = '17900000000000002';

async function openLeased(url: string): Promise<Store> {
  const store = await openStore(url);
  await store.lease({ onWait: () => undefined, onLost: () => undefined, onEmptied: () => undefined });
  return store;
}

/** A channel gets two alerts at once. While the first is on its way, another process may take the store over. */
async function playTwoAlerts(answer: DeliveryError | 'taken', isTakenOver: boolean): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'threadwatch-guard-'));
  const path = join(folder, 'store.db');
  const tried: string[] = [];
  let other: Store | undefined;
  const slow = (chat: ChatPort): ChatPort => ({
    platform: chat.platform,
    edit: (...message) => chat.edit(...message),
    async post(channel, card, nonce) {
      const words = story.render(card);
      if (words.startsWith('👀')) return chat.post(channel, card, nonce);
      tried.push(words);
      if (tried.length > 1) return chat.post(channel, card, nonce);
      // A platform answers in a later turn of the event loop; until then, the reads of this one share a transaction.
      await new Promise((resolve) => setImmediate(resolve));
      if (isTakenOver) {
        hideOwner(path);
        other = await openLeased(`sqlite:${path}`);
      }
      if (answer !== 'taken') throw answer;
      return chat.post(channel, card, nonce);
    },
  });
  const story = await Story.begin({
    scenario: scenarioOf({
      [VIDEO]: [status('0s', 'IN_PROGRESS'), status('210s', 'ERROR', 'UNKNOWN')],
      [PHOTO]: [status('0s', 'IN_PROGRESS')],
    }),
    store: await openLeased(`sqlite:${path}`),
    live: () => ({ store: (store) => store, chat: slow }),
  });
  onTestFinished(async () => {
    await other?.close();
    await story.end();
    rmSync(folder, { recursive: true });
  });
  await story.type(`watch ${VIDEO} ${PHOTO}`);
  await story.pass('242s').catch(() => undefined);
  return tried;
}

const ANSWERS = [
  'taken',
  new DeliveryError('passing', 'reset', 'the connection broke'),
  new DeliveryError('refused', '240000', 'the message is refused'),
] as const;

it.each(ANSWERS)('while a process owns its store, one message follows the other: %s', async (answer) => {
  const tried = await playTwoAlerts(answer, false);
  // What was not taken is tried once more after them.
  expect(tried.slice(0, 2)).toEqual([expect.stringContaining(VIDEO), expect.stringContaining(PHOTO)]);
});

it.each(ANSWERS)(
  'a process whose store another took over meanwhile begins no other message: %s',
  async (answer) => {
    expect(await playTwoAlerts(answer, true)).toHaveLength(1);
  },
);
