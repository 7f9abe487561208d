import { describe, expect, it, onTestFinished } from 'vitest';
import { MINUTE, SECOND } from '../../src/duration.ts';
import { DeliveryError } from '../../src/notifications/chatPort.ts';
import { isThorough } from '../support/isThorough.ts';
import { scenarioOf, status } from '../support/scenarios.ts';
import { Story } from '../support/story.ts';
import type { ChatCall } from '../support/storyChat.ts';

const id = (index: number): string => String(17900000000000000n + BigInt(index));
const [READY, GOOD, LATE, BESIDE] = [id(1), id(2), id(3), id(4)];
const BAD = [id(11), id(12), id(13), id(14), id(15), id(16), id(17)];

/** In the note of each message that the chat refuses. */
const WORDS = 'https://evil.example';

const failing = (at: string) => [status('0s', 'IN_PROGRESS'), status(at, 'ERROR', 'UNKNOWN')];

async function begin(): Promise<Story> {
  const story = await Story.begin({
    scenario: scenarioOf({
      [READY]: [status('0s', 'IN_PROGRESS'), status('30s', 'FINISHED'), status('40s', 'PUBLISHED')],
      [GOOD]: failing('100s'),
      [LATE]: failing('10m'),
      [BESIDE]: failing('20s'),
      ...Object.fromEntries(BAD.map((each) => [each, failing('20s')])),
    }),
  });
  onTestFinished(() => story.end());
  return story;
}

const REFUSALS = {
  refused: () => new DeliveryError('refused', '240000', 'the message holds a harmful link'),
  failing: () => new DeliveryError('passing', 'internal_error', 'the chat failed'),
} as const;

/** What the chat refuses of a message about a bad container. */
const TAKEN = {
  'takes it without the words': ({ words }: ChatCall) => words.includes(WORDS),
  'takes the notice alone': ({ words }: ChatCall) =>
    words.includes(WORDS) ||
    (BAD.some((each) => words.includes(each)) && !words.includes('was refused here')),
  'takes nothing of it': ({ words }: ChatCall) => BAD.some((each) => words.includes(each)),
} as const;

const keysOf = <K extends string>(record: Readonly<Record<K, unknown>>): K[] => Object.keys(record) as K[];

const cases = (['post', 'edit', 'both'] as const).flatMap((call) =>
  keysOf(REFUSALS).flatMap((refusal) =>
    keysOf(TAKEN)
      // A chat that fails for an id, whatever is said of it, can't be told from one that is down.
      .filter((taken) => refusal === 'refused' || taken !== 'takes nothing of it')
      .flatMap((taken) =>
        [1, 7].flatMap((count) =>
          [false, true].map((restarts) => ({ call, refusal, taken, count, restarts })),
        ),
      ),
  ),
);
/** One restarts with one message, and the next with seven. */
const played = cases.filter(
  ({ count, restarts }, index) =>
    isThorough || restarts === ((count === 7) !== (Math.floor(index / 4) % 2 === 0)),
);

describe('a message that the chat refuses', () => {
  it.each(played)(
    'is no other one\u2019s trouble, and is not tried for ever: $call, $refusal, $taken, $count, restarts: $restarts',
    async ({ call, refusal, taken, count, restarts }) => {
      const story = await begin();
      const isBad = TAKEN[taken];
      story.chat.refuses = (made) =>
        (call === 'both' || made.call === call) && isBad(made) ? REFUSALS[refusal]() : undefined;
      for (const bad of BAD.slice(0, count)) await story.type(`watch ${bad} note:"${WORDS}"`);
      await story.type(`watch ${READY}`);
      await story.type(`watch ${GOOD}`);
      await story.type(`watch ${LATE}`);
      await story.type(`watch ${BESIDE}`);
      await story.pass('1m');
      if (restarts) await story.restart();
      await story.pass('40m');

      // What is no trouble comes at once: the checks that find it are at 4 and at 12 minutes at the latest.
      const told = (container: string) =>
        story.alerts().flatMap(({ now, at }) => (now.includes(container) ? [at] : []));
      expect(told(GOOD)).toHaveLength(1);
      expect(told(GOOD)[0]).toBeLessThanOrEqual(4 * MINUTE + 10 * SECOND);
      expect(told(BESIDE)).toHaveLength(1);
      // Where the chat fails, and does not refuse, only a later message shows that it is no outage.
      const isClear = refusal === 'refused';
      expect(told(BESIDE)[0]).toBeLessThanOrEqual(isClear ? MINUTE + 30 * SECOND : 18 * MINUTE);
      expect(story.live(READY)?.now).toContain('published');
      expect(story.live(GOOD)?.now).toContain('failed');

      // The channel learns of each of the others, as far as the chat takes it.
      if (taken !== 'takes nothing of it' || call === 'edit')
        for (const bad of BAD.slice(0, count)) expect(told(bad).length).toBeGreaterThan(0);
      const isEditAlone = call === 'edit' && taken === 'takes nothing of it';
      // What no edit could show is a new message.
      const ended = story.chat.messages.filter(
        ({ first, now }) => first === now && now.includes('Watch ended'),
      );
      if (isEditAlone)
        for (const bad of BAD.slice(0, count))
          expect(ended.filter(({ now }) => now.includes(bad))).toHaveLength(1);
      else if (taken !== 'takes it without the words')
        expect(await story.type('doctor')).toContain('set aside');
      const refused = story.chat.messages.filter(({ now }) => now.includes(WORDS));
      if (call === 'both') expect(refused).toEqual([]);

      const calls = story.chat.calls.length;
      await story.pass('2h');
      expect(story.chat.calls.slice(calls)).toEqual([]);
    },
  );
});

it.each([1, 2, 3])(
  'a chat that fails nine calls of ten takes each alert in the end, seed %i',
  async (seed) => {
    const ids = Array.from({ length: 20 }, (_, index) => id(index + 1));
    const story = await Story.begin({
      scenario: scenarioOf(Object.fromEntries(ids.map((each) => [each, failing('100s')]))),
    });
    onTestFinished(() => story.end());
    let state = seed;
    story.chat.refuses = () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647 < 0.9 ? REFUSALS.failing() : undefined;
    };
    for (const each of ids) {
      await story.type(`watch ${each}`);
      await story.pass('15s');
    }
    await story.pass('20h');
    const told = story.alerts().map(({ now }) => now);
    expect(ids.filter((each) => !told.some((words) => words.includes(each)))).toEqual([]);
  },
);

describe('a chat that takes no message for an hour', () => {
  const HOW = {
    ...REFUSALS,
    limited: () => new DeliveryError('passing', '429', 'too many requests', { retryAfter: 10 * MINUTE }),
  };
  const outages = keysOf(HOW).flatMap((how) =>
    [1, 7].flatMap((count) => [false, true].map((restarts) => ({ how, count, restarts }))),
  );

  it.each(outages)(
    'gets each message in full, and once, when it works again: $how, $count, restarts: $restarts',
    async ({ how, count, restarts }) => {
      const story = await begin();
      let isDown = false;
      story.chat.refuses = () => (isDown ? HOW[how]() : undefined);
      const watched = BAD.slice(0, count);
      isDown = true;
      for (const each of watched) await story.type(`watch ${each} note:"launch video"`);
      await story.pass('30m');
      if (restarts) await story.restart();
      await story.pass('30m');
      const calls = story.chat.calls.length;
      // A channel is tried every few minutes, whatever waits in it.
      expect(story.chat.calls.filter(({ at }) => at > 10 * MINUTE && at < 30 * MINUTE).length).toBeLessThan(
        40,
      );
      isDown = false;
      await story.pass('20m');
      expect(story.chat.calls.length).toBeGreaterThan(calls);
      const shown = story.chat.messages.filter(
        ({ now }) => now.startsWith('❌') && !now.includes('Watch ended'),
      );
      // Messages that were refused one by one are not put together again.
      if (how !== 'refused') expect(shown).toHaveLength(1);
      for (const each of watched) {
        expect(shown.filter(({ now }) => now.includes(each))).toHaveLength(1);
        expect(
          story.chat.messages.filter(({ now }) => now.includes('Watch ended') && now.includes(each)),
        ).toHaveLength(1);
      }
      for (const { now } of story.chat.messages) expect(now).toContain('launch video');
      expect(await story.type('doctor')).not.toContain('set aside');
    },
  );
});

describe('an alert that would join a message about many', () => {
  const STORM = Array.from({ length: 12 }, (_, index) => id(100 + index));
  const NO_EDIT = {
    ...REFUSALS,
    limited: () => new DeliveryError('passing', '429', 'too many requests', { retryAfter: 15 * MINUTE }),
    gone: () => new DeliveryError('message-gone', '10008', 'the message is gone'),
  };

  it.each(keysOf(NO_EDIT).flatMap((how) => [false, true].map((restarts) => ({ how, restarts }))))(
    'is a message of its own where edits are $how, and others join that one later, restarts: $restarts',
    async ({ how, restarts }) => {
      const story = await Story.begin({
        scenario: scenarioOf({
          ...Object.fromEntries(STORM.map((each) => [each, failing('20s')])),
          [GOOD]: failing('100s'),
        }),
      });
      onTestFinished(() => story.end());
      await story.type(`watch ${STORM.join(' ')}`);
      await story.type(`watch ${GOOD}`);
      await story.pass('1m');
      expect(story.alerts()).toHaveLength(1);
      story.chat.refuses = ({ call }) => (call === 'edit' ? NO_EDIT[how]() : undefined);
      if (restarts) await story.restart();
      await story.pass('200s');
      const [, own, ...others] = story.alerts();
      expect(others).toEqual([]);
      expect(own?.first).toMatch(new RegExp(`^❌ Container ${GOOD}`));
      expect(own?.at).toBeLessThanOrEqual(4 * MINUTE + 10 * SECOND);
      // The calls for the edits are few, whatever waits.
      expect(story.chat.calls.filter(({ call, at }) => call === 'edit' && at > MINUTE).length).toBeLessThan(
        30,
      );
      story.chat.refuses = () => undefined;
      await story.pass('20m');
      if (how !== 'gone') expect(story.live(GOOD)?.now).toContain('failed');
      expect(story.alertsOn(GOOD)).toHaveLength(1);
    },
  );
});
