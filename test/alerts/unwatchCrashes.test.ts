import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { StoreError } from '../../src/store/store.ts';
import { CrashableProcess, crashAtEachAwait } from '../support/crashableProcess.ts';
import { scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { Story } from '../support/story.ts';
import { isLiveMessage } from '../support/storyChat.ts';

const OTHER = '17900000000000002';
const PROCESSING = [status('0s', 'IN_PROGRESS')];
const SCENARIO = scenarioOf({ [VIDEO]: PROCESSING, [OTHER]: PROCESSING });

/** Watches two containers, and stops while the process may fail. */
async function begin(process: (first: CrashableProcess) => CrashableProcess): Promise<Story> {
  const story = await Story.begin({
    scenario: SCENARIO,
    live: () => process(new CrashableProcess()),
  });
  await story.type(`watch ${VIDEO} ${OTHER}`);
  await story.pass('5s');
  return story;
}

/** The containers that the list of watches names, and those that live messages say are watched. */
async function readWatched(story: Story): Promise<{ listed: string[]; shown: string[] }> {
  const answer = await story.type('watches');
  const lives = story.chat.messages.filter(isLiveMessage).map(({ now }) => now);
  const shown = lives.flatMap((now) => now.split('\n').filter((line) => line.includes('still processing')));
  return {
    listed: [VIDEO, OTHER].filter((id) => answer.includes(`${id} of brand`)),
    shown: [VIDEO, OTHER].filter((id) => shown.some((line) => line.includes(id))),
  };
}

it('a process that is killed at any write of `unwatch` watches on what its live message says, and nothing else', async () => {
  const died = await crashAtEachAwait(
    async (crashAfter) => {
      let process = new CrashableProcess();
      const story = await begin((next) => {
        process = next;
        return next;
      });
      process.crashAfter(crashAfter);
      await story.type('unwatch all').catch(() => undefined);
      const crashed = process.hasCrashed;
      if (crashed) await story.restart();
      await story.pass('5m');
      const watched = await readWatched(story);
      const delayed = story.alerts().length;
      await story.end();
      return { crashed, watched, delayed };
    },
    ({ watched, delayed }, crashAfter) => {
      const at = `killed at await ${crashAfter}`;
      expect(watched.shown, at).toEqual(watched.listed);
      // All or nothing.
      expect([0, 2], at).toContain(watched.listed.length);
      // They are processed for more than four minutes: whoever watches is told that they are delayed.
      expect(delayed > 0, at).toBe(watched.listed.length > 0);
    },
  );
  expect(died).toBeGreaterThan(6);
});

it('a store that fails during `unwatch` ends what it has shown as ended once it works, and a `watch` after that begins anew', async () => {
  for (let fine = 0; fine < 6; fine += 1) {
    let left = Number.POSITIVE_INFINITY;
    const story = await begin(
      () =>
        new CrashableProcess((isWrite) => {
          if (isWrite && left-- <= 0) throw new StoreError('store_failed', 'the disk is full');
        }),
    );
    onTestFinished(() => story.end());
    left = fine;
    await story.type('unwatch all').catch(() => undefined);
    left = Number.POSITIVE_INFINITY;
    await story.type(`watch ${VIDEO}`);
    await story.pass('30s');
    const { listed, shown } = await readWatched(story);
    expect(shown).toEqual(listed);
    expect(listed).toContain(VIDEO);
  }
});

it('a live message that can’t be read keeps nobody from stopping its watch', async () => {
  const story = await begin((process) => process);
  onTestFinished(() => story.end());
  const records = story.store.collection('notifications', z.unknown());
  for await (const [key] of records.entries(() => undefined)) await records.set(key, 'not a notification');
  expect(await story.type(`unwatch ${VIDEO}`)).toContain('Stopped watching');
  expect((await readWatched(story)).listed).toEqual([OTHER]);
});
