import { describe, expect, it, onTestFinished } from 'vitest';
import { MINUTE } from '../../src/duration.ts';
import { StoreError } from '../../src/store/store.ts';
import { CrashableProcess, crashAtEachAwait } from '../support/crashableProcess.ts';
import { isThorough } from '../support/isThorough.ts';
import { scenarioOf, VIDEO } from '../support/scenarios.ts';
import { Story } from '../support/story.ts';
import { addFault, ask, postsOf, press, publishCalls, READY, told, watchUntilReady } from './publishing.ts';

/** What the call that publishes is answered, as a fault of the sandbox; none where all goes well. */
const ANSWERS: Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>> = {
  'the id of the post': undefined,
  'the id of a post that is out 20 s later': { publishes: '20s' },
  'no answer': { drop: true },
  "an error of Threads' server": { http: 502, body: '<html>' },
  'a server error of the API': { error: { http: 500, code: 2 } },
  'nothing that can be read': { http: 200, body: '{}' },
  '24/4279009': { error: { code: 24, error_subcode: 4279009 } },
  'a missing permission': { error: { code: 10 } },
  'a refused token': { error: { code: 190 } },
  'a refusal that nobody knows': { error: { http: 400, code: 9, error_subcode: 2207042 } },
  'a bad request as a server error': { error: { http: 500, code: 100 } },
};

/** What becomes of the container all the same; those that Threads may still be at have minutes. */
const AFTERWARDS: Readonly<Record<string, string | undefined>> = {
  'stays as it is': undefined,
  'is out at once': '0s',
  'is out 40 s later': '40s',
  'is out 222 s later': '222s',
};

/** Only after these has Threads been seen at it for longer than a minute. */
const LONG_OPEN = [
  'no answer',
  "an error of Threads' server",
  'a server error of the API',
  'nothing that can be read',
];
/** Those of them that differ from no answer in nothing but their form are played with the extremes alone. */
const ALIKE = LONG_OPEN.slice(1);
/** After these nothing is ever published. */
const FINAL = ['a refused token', 'a refusal that nobody knows'];

const ROWS = Object.entries(ANSWERS).flatMap(([answer, fault]) =>
  Object.entries(AFTERWARDS)
    .filter(([, publishes]) => publishes === undefined || (fault !== undefined && !('publishes' in fault)))
    .filter(([, publishes]) => publishes !== '222s' || LONG_OPEN.includes(answer))
    .filter(([, publishes]) => publishes === undefined || !FINAL.includes(answer))
    .filter(([, publishes]) => !ALIKE.includes(answer) || publishes === undefined || publishes === '222s')
    .map(([afterwards, publishes]) => ({
      answer,
      afterwards,
      fault: fault && { ...fault, ...(publishes !== undefined && { publishes }) },
    })),
);

/** The container is published, and the process dies after so many awaits. */
async function live(fault: Readonly<Record<string, unknown>> | undefined, crashAfter: number) {
  let process = new CrashableProcess();
  const story = await Story.begin({
    scenario: scenarioOf({ [VIDEO]: READY }),
    live: () => {
      process = new CrashableProcess();
      return process;
    },
  });
  try {
    await watchUntilReady(story);
    if (fault !== undefined) await addFault(story, { only: 'publish', for: '1s', ...fault });
    const question = await ask(story);
    const dying = process;
    dying.crashAfter(crashAfter);
    const answer = await press(story, question).then(
      (card) => story.render(card),
      () => 'crashed',
    );
    // As far as the process lives, it goes on to the end.
    await story.pass('7m').catch(() => undefined);
    const crashed = dying.hasCrashed;
    if (crashed) await story.restart();
    else dying.crashAfter(Number.POSITIVE_INFINITY);
    await story.pass('8m');
    const first = { calls: publishCalls(story), posts: await postsOf(story), told: told(story) };
    // Whoever is told that it can be published again does so.
    const again = first.told.some((each) => each.includes('[Publish]')) ? await ask(story) : undefined;
    if (again?.buttons.some(({ label }) => label === 'Publish')) await press(story, again);
    await story.pass('8m');
    return { crashed, answer, first, posts: await postsOf(story), told: told(story) };
  } finally {
    await story.end();
  }
}

/** Of the awaits at which a process can die, each row takes other ones; all rows together take each several times. */
const EVERY = isThorough ? 1 : 8;

describe.each(ROWS.map((row, index) => ({ ...row, first: index % EVERY })))(
  'where Threads answers with $answer, and the container $afterwards',
  ({ fault, first }) => {
    it('is called once, and the channel is told what became of it, at whichever await the process dies', async () => {
      const judge = ({ first, posts, told: last }: Awaited<ReturnType<typeof live>>): void => {
        expect(first.calls).toBeLessThanOrEqual(1);
        expect(first.posts.length).toBeLessThanOrEqual(1);
        expect(posts.length).toBeLessThanOrEqual(1);
        // A message that the process did not live to confirm is posted once more, and the first one stays as it was.
        const words = first.told.at(-1) ?? '';
        if (first.posts.length === 1) expect(words).toMatch(/is published/);
        else if (first.calls === 1) expect(words).toMatch(/was not published[\s\S]*publish it again/);
        expect(first.told.length).toBeLessThanOrEqual(2);
        if (first.told.length > 0) {
          expect(posts).toHaveLength(1);
          expect(last.join('\n')).toMatch(/is published/);
        }
      };
      const unharmed = await live(fault, Number.POSITIVE_INFINITY);
      judge(unharmed);
      expect(unharmed.first.calls).toBe(1);
      expect(unharmed.answer).toMatch(/is published|not published[\s\S]*again/);
      const crashes = await crashAtEachAwait((crashAfter) => live(fault, crashAfter), judge, 1, {
        first,
        every: EVERY,
      });
      expect(crashes).toBeGreaterThan(8);
    });
  },
);

it('a store that fails after the call loses neither the answer nor the word, and nothing is called again', async () => {
  let isFailing = (): boolean => false;
  const refuseWrites = (isWrite: boolean): void => {
    if (isWrite && isFailing()) throw new StoreError('store_failed', 'the disk is full');
  };
  const story = await Story.begin({
    scenario: scenarioOf({ [VIDEO]: READY }),
    live: () => new CrashableProcess(refuseWrites),
  });
  onTestFinished(() => story.end());
  await watchUntilReady(story);
  const until = story.clock.now() + MINUTE;
  isFailing = () => publishCalls(story) > 0 && story.clock.now() < until;
  const question = await ask(story);
  await press(story, question).catch(() => undefined);
  await story.pass('50s').catch(() => undefined);
  expect(told(story)).toEqual([]);
  await story.pass('2m');
  expect(told(story)).toEqual([expect.stringMatching(/is published[\s\S]*Open the post/)]);
  expect(story.live(VIDEO)?.now).toContain('was published');
  expect(publishCalls(story)).toBe(1);
});
