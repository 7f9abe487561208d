import { expect, it } from 'vitest';
import { openStore } from '../../src/store/openStore.ts';
import { CrashingStore } from '../support/crashingStore.ts';
import { scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { Story } from '../support/story.ts';

const QUOTAS = {
  posts: [
    { at: '0s', usage: 100, total: 250 },
    { at: '1m', usage: 240 },
  ],
};
const LIVES: Record<string, ReturnType<typeof status>[]> = {
  'a failure': [status('0s', 'IN_PROGRESS'), status('100s', 'ERROR', 'UNKNOWN')],
  'a warning and an expiry': [status('0s', 'FINISHED'), status('24h', 'EXPIRED')],
  'parking and a last look': [status('0s', 'IN_PROGRESS')],
  'being published': [status('0s', 'FINISHED'), status('90s', 'PUBLISHED')],
};

/** A day in which the process dies at one write, and is started again. */
async function liveADay(
  life: ReturnType<typeof status>[],
  dieAfter: number,
): Promise<{ story: Story; died: boolean }> {
  const store = new CrashingStore(await openStore('memory:'));
  const story = await Story.begin({ scenario: scenarioOf({ [VIDEO]: life }, { quotas: QUOTAS }), store });
  await story.type(`watch ${VIDEO}`);
  await story.type('alerts on');
  story.chat.before = () => store.assertAlive();
  store.dieAfter(dieAfter);
  for (let hour = 0; hour < 26; hour += 1) {
    await story.pass('1h').catch(() => undefined);
    if (!store.isDead) continue;
    store.revive();
    await story.restart();
    await story.pass('1m');
    return { story: await finish(story), died: true };
  }
  return { story: await finish(story), died: false };
}

async function finish(story: Story): Promise<Story> {
  await story.pass('26h');
  await story.end();
  return story;
}

/** What each message says in its first words, once for each time it was posted. */
function heads(story: Story): string[] {
  return story.alerts().map(({ first }) => first.split('\n')[0]?.split(':')[0] ?? '');
}

it.each(Object.entries(LIVES))(
  '%s is told whichever write the process dies at, with at most one duplicate',
  async (_, life) => {
    const { story: whole } = await liveADay(life, Number.POSITIVE_INFINITY);
    const expected = [...new Set(heads(whole))].sort();
    expect(heads(whole).toSorted()).toEqual(expected);
    let deaths = 0;
    for (let write = 0; ; write += 1) {
      const { story, died } = await liveADay(life, write);
      if (!died) break;
      deaths += 1;
      expect([...new Set(heads(story))].sort(), `dying at write ${write}`).toEqual(expected);
      expect(
        heads(story).length - expected.length,
        `duplicates, dying at write ${write}`,
      ).toBeLessThanOrEqual(1);
      expect(story.live(VIDEO)?.now, `dying at write ${write}`).toBe(whole.live(VIDEO)?.now);
    }
    expect(deaths).toBeGreaterThan(5);
  },
);
