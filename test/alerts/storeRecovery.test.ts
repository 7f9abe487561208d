import { expect, it, onTestFinished } from 'vitest';
import { createStore } from '../../src/store/createStore.ts';
import { createMemoryBackend } from '../../src/store/memory.ts';
import { StoreError } from '../../src/store/store.ts';
import { CrashableProcess, crashAtEachAwait } from '../support/crashableProcess.ts';
import { interceptStore } from '../support/interceptStore.ts';
import { scenarioOf, status } from '../support/scenarios.ts';
import { channelRef, Story } from '../support/story.ts';

const FAILING = '17900000000000001';
const READY = '17900000000000002';
const PUBLISHED = '17900000000000003';
const SLOW = '17900000000000004';
const SCENARIO = scenarioOf(
  {
    [FAILING]: [status('0s', 'IN_PROGRESS'), status('200s', 'ERROR', 'UNKNOWN')],
    [READY]: [status('0s', 'FINISHED'), status('24h', 'EXPIRED')],
    [PUBLISHED]: [status('0s', 'FINISHED'), status('10m', 'PUBLISHED')],
    [SLOW]: [status('0s', 'IN_PROGRESS')],
  },
  {
    quotas: {
      posts: [
        { at: '0s', usage: 100, total: 250 },
        { at: '10m', usage: 250 },
      ],
    },
  },
);

/** @param failAt the write after the loss at which the store fails once */
async function begin(failAt = Number.POSITIVE_INFINITY) {
  const records = new Map<string, unknown>();
  let writesLeft = Number.POSITIVE_INFINITY;
  let hasFailed = false;
  const store = interceptStore(createStore(createMemoryBackend(records)), async (kind, call) => {
    if (kind === 'write') {
      writesLeft -= 1;
      if (writesLeft === -1) {
        hasFailed = true;
        throw new StoreError('store_failed', 'The store did not answer');
      }
    }
    return call();
  });
  const story = await Story.begin({ scenario: SCENARIO, store, quotaCron: '*/5 * * * *' });
  onTestFinished(() => story.end());
  await story.type(`watch ${FAILING} ${READY} note:"launch"`);
  await story.type(`watch ${READY}`, channelRef('c2'));
  await story.type('alerts on');
  await story.pass('150s');
  return {
    story,
    records,
    failed: () => hasFailed,
    flush() {
      records.clear();
      writesLeft = failAt;
    },
    async pass(times: number) {
      for (let step = 0; step < times; step += 1) await story.pass('5s').catch(() => undefined);
    },
  };
}

/** The messages that say that the store was emptied. */
function notices(story: Story, channel = 'c1'): string[] {
  return story.alerts(channel).flatMap(({ first }) => (first.includes('was emptied') ? [first] : []));
}

it('a store that is emptied is put back from memory: each channel is told, and nothing is missed', async () => {
  const { story, flush } = await begin();
  flush();
  story.bot.recoverStore();
  await story.pass('5s');
  expect(notices(story)).toEqual([
    expect.stringContaining(
      "⚠️ This bot's store was emptied: 2 watches of this channel and the quota alerts for brand were put back",
    ),
  ]);
  expect(notices(story)[0]).toContain(FAILING);
  expect(notices(story, 'c2')).toEqual([expect.stringContaining('1 watch of this channel was put back')]);
  expect(notices(story, 'c2')[0]).not.toContain(FAILING);
  const list = await story.type('watches');
  expect(list).toContain(FAILING);
  expect(list).toContain(READY);
  expect(await story.type('doctor')).toContain('2 watches were put back from memory');
  expect(story.warnings).toEqual([expect.stringContaining('the store had lost records: 2 watches')]);
  await story.pass('5m');
  const live = story.chat.messages.findLast(({ first }) => /^👀/u.test(first) && first.includes(FAILING));
  expect(live?.now).toContain('failed');
  await story.restart();
  await story.pass('30h');
  expect(story.alertsOn(FAILING).filter(({ first }) => first.startsWith('❌'))).toHaveLength(1);
  for (const channel of ['c1', 'c2']) {
    const ready = story.alertsOn(READY, channel).filter(({ first }) => !first.includes('emptied'));
    // The age of the container is known still, so that it is told at the right time.
    expect(ready.map(({ first, at }) => [[...first][0], Math.round(at / 3_600_000)])).toEqual([
      ['🟢', 0],
      ['⏰', 23],
      ['⌛', 24],
    ]);
  }
  expect(story.alerts().filter(({ first }) => first.includes('posts'))).not.toEqual([]);
  expect(notices(story)).toHaveLength(1);
});

it('a process that dies while it puts back what was emptied leaves word of that to the next one', async () => {
  const deaths = await crashAtEachAwait(
    async (crashAfter) => {
      const records = new Map<string, unknown>();
      let life = new CrashableProcess();
      const story = await Story.begin({
        scenario: SCENARIO,
        store: createStore(createMemoryBackend(records)),
        live: () => {
          life = new CrashableProcess();
          return life;
        },
      });
      onTestFinished(() => story.end());
      await story.type(`watch ${FAILING} ${READY}`);
      records.clear();
      story.bot.recoverStore();
      // The first two awaits are those of the word itself.
      life.crashAfter(2 + crashAfter);
      await story.pass('10s').catch(() => undefined);
      const crashed = life.hasCrashed;
      await story.restart();
      return { crashed, doctor: await story.type('doctor') };
    },
    ({ doctor }, crashAfter) => {
      expect(doctor, `dead at await ${crashAfter}`).toContain('The store was emptied');
    },
  );
  expect(deaths).toBeGreaterThan(10);
});

it('a record that vanishes, as from a Redis that evicts, is noticed when its check is due', async () => {
  const { story, records } = await begin();
  for (const key of records.keys()) if (key.includes(`brand/${FAILING}`)) records.delete(key);
  await story.pass('2m');
  expect(notices(story)).toEqual([expect.stringContaining('1 watch of this channel was put back')]);
  expect(notices(story, 'c2')).toEqual([]);
  await story.pass('5m');
  expect(story.alertsOn(FAILING).filter(({ first }) => first.startsWith('❌'))).toHaveLength(1);
});

it('messages that waited to be sent are counted as lost', async () => {
  const { story, flush } = await begin();
  story.chat.before = () => {
    throw new Error('the chat is away');
  };
  await story.pass('2m');
  flush();
  story.bot.recoverStore();
  await story.pass('5s');
  story.chat.before = () => undefined;
  await story.pass('10m');
  expect(notices(story)[0]).toMatch(/for this channel had not been sent yet and (is|are) lost/);
});

it('a watch that is dropped meanwhile stays dropped', async () => {
  const { story, flush } = await begin();
  await story.type(`unwatch ${FAILING}`);
  flush();
  story.bot.recoverStore();
  await story.pass('5s');
  expect(notices(story)[0]).not.toContain(FAILING);
  expect(await story.type('watches')).not.toContain(FAILING);
});

it('the store fails once more while it is put back, at any write: it is put back, shown and told all the same', async () => {
  const failures = await crashAtEachAwait(
    async (failAt) => {
      const life = await begin(failAt);
      life.flush();
      life.story.bot.recoverStore();
      await life.pass(100);
      return { ...life, crashed: life.failed() };
    },
    ({ story }, failAt) => {
      const at = `failing at write ${failAt}`;
      expect(notices(story), at).toHaveLength(1);
      expect(notices(story, 'c2'), at).toHaveLength(1);
      expect(notices(story)[0], at).toContain('2 watches of this channel');
      const told = story.alertsOn(FAILING).filter(({ first }) => first.startsWith('❌'));
      expect(told, at).toHaveLength(1);
    },
  );
  expect(failures).toBeGreaterThan(10);
});

it('a container that was published before its watch is put back is shown as published', async () => {
  const { story, flush } = await begin();
  await story.type(`watch ${PUBLISHED}`, channelRef('c3'));
  await story.pass('12m');
  flush();
  story.bot.recoverStore();
  await story.pass('15s');
  expect(story.live(PUBLISHED, 'c3')?.now).toContain('published');
});

it('what falls due before a watch is put back is told', async () => {
  const { story, flush } = await begin();
  await story.type(`watch ${SLOW}`);
  await story.pass('3m58s');
  flush();
  await story.pass('5s');
  story.bot.recoverStore();
  await story.pass('15s');
  expect(story.alertsOn(SLOW).filter(({ first }) => first.startsWith('🐢'))).toHaveLength(1);
});
