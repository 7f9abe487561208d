import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DeliveryError } from '../../src/notifications/chatPort.ts';
import { isThorough } from '../support/isThorough.ts';
import { error, NOT_FOUND, scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { Story } from '../support/story.ts';
import { isLiveMessage, type PostedMessage } from '../support/storyChat.ts';

/** Threads never finds it, so its watch ends by itself within minutes. */
const LOST = '17900000000000002';
/** Threads says that it failed, which ends its watch for good. */
const FAILED = '17900000000000003';
/** The id of a post that is out, which can't be watched. */
const POST = '17900000000000004';
const CONTAINERS = [VIDEO, LOST, FAILED];

async function begin(): Promise<Story> {
  const story = await Story.begin({
    scenario: scenarioOf({
      [VIDEO]: [status('0s', 'IN_PROGRESS')],
      [LOST]: [NOT_FOUND],
      [FAILED]: [status('0s', 'IN_PROGRESS'), status('20s', 'ERROR')],
      [POST]: [error('0s', 100, undefined, 500)],
    }),
  });
  onTestFinished(() => story.end());
  return story;
}

const DOWN = new DeliveryError('passing', '500', 'the chat is down');

const STEPS = [
  `watch ${VIDEO}`,
  `watch ${LOST}`,
  `watch ${VIDEO} ${LOST}`,
  `watch ${FAILED} ${POST}`,
  `unwatch ${VIDEO}`,
  `unwatch ${LOST}`,
  'somebody stops watching while somebody begins',
  'the latest live message is deleted',
  'the chat takes nothing',
  'the chat takes no edits',
  'the chat takes no new messages',
  'the chat takes all',
  '20 s pass',
  '3 min pass',
  'a restart',
] as const;

type Step = (typeof STEPS)[number];

/** What is to be said once all is sent. */
interface Expected {
  /** How the latest watch of a container ended, where somebody stopped it. */
  readonly ends: Map<string, string>;
  /** The containers that a live message is to name: those whose watch went on after its answer, and was not stopped. */
  readonly named: Set<string>;
}

async function take(story: Story, step: Step, { ends, named }: Expected): Promise<void> {
  const { chat } = story;
  switch (step) {
    case 'the latest live message is deleted': {
      const latest = standing(story).at(-1);
      if (latest !== undefined) chat.forget(latest.id);
      return;
    }
    case 'somebody stops watching while somebody begins': {
      const [stopped] = await Promise.all([story.type(`unwatch ${VIDEO}`), story.type(`watch ${VIDEO}`)]);
      if (stopped.startsWith('⏹️')) ends.set(VIDEO, 'stopped by ann');
      return;
    }
    case 'the chat takes nothing':
      chat.refuses = () => DOWN;
      return;
    case 'the chat takes no edits':
      chat.refuses = ({ call }) => (call === 'edit' ? DOWN : undefined);
      return;
    case 'the chat takes no new messages':
      chat.refuses = ({ call }) => (call === 'post' ? DOWN : undefined);
      return;
    case 'the chat takes all':
      chat.refuses = () => undefined;
      return;
    case '20 s pass':
      return story.pass('20s');
    case '3 min pass':
      return story.pass('3m');
    case 'a restart':
      return story.restart();
    default: {
      const answer = await story.type(step);
      for (const container of CONTAINERS.filter((each) => step.includes(each)))
        if (step.startsWith('watch ')) {
          ends.delete(container);
          if (!lineOf(answer, container).includes('❌')) named.add(container);
        } else if (answer.startsWith('⏹️')) {
          ends.set(container, 'stopped by ann');
          named.delete(container);
        }
    }
  }
}

/** All that were posted, the deleted ones too. */
function liveMessages(story: Story): PostedMessage[] {
  return story.chat.messages.filter((told) => isLiveMessage(told));
}

function standing(story: Story): PostedMessage[] {
  return liveMessages(story).filter(({ channel }) => channel === 'c1');
}

/** What a live message or an answer says of a container; nothing where it does not name it. */
function lineOf(words: string, container: string): string {
  const others = CONTAINERS.filter((each) => each !== container);
  if (!words.includes(container)) return '';
  if (!others.some((each) => words.includes(each))) return words;
  return words.split('\n').find((line, index) => index > 0 && line.includes(container)) ?? '';
}

function saysWatched(line: string): boolean {
  return line !== '' && !/stopped by|Watch ended|❔|❌/u.test(line);
}

async function expectPresentWords(story: Story, { ends, named }: Expected): Promise<void> {
  const listed = await story.type('watches');
  for (const container of CONTAINERS) {
    const told = liveMessages(story).flatMap((message) => {
      const line = lineOf(message.now, container);
      return line === '' ? [] : [{ line, stands: message.channel === 'c1' }];
    });
    const [latest, earlier] = [told.at(-1), told.slice(0, -1)];
    const isWatched = listed.includes(`${container} of brand`);
    expect(earlier.filter(({ line, stands }) => stands && saysWatched(line))).toEqual([]);
    if (isWatched) expect(saysWatched(latest?.line ?? '')).toBe(true);
    else if (latest?.stands) {
      expect(saysWatched(latest.line)).toBe(false);
      expect(latest.line).toContain(ends.get(container) ?? (container === FAILED ? '❌' : '❔'));
    }
    if (named.has(container)) expect(latest?.line ?? '').not.toBe('');
  }
}

it('whatever becomes of watches, their messages and the chat: once all is sent, each live message says what is so', async () => {
  const steps = fc.array(fc.constantFrom(...STEPS), { minLength: 2, maxLength: 16 });
  await fc.assert(
    fc.asyncProperty(steps, async (each) => {
      const story = await begin();
      const expected: Expected = { ends: new Map(), named: new Set() };
      for (const step of each) await take(story, step, expected);
      await take(story, 'the chat takes all', expected);
      await story.pass('10m');
      await expectPresentWords(story, expected);
      await story.end();
    }),
    { numRuns: isThorough ? 5_000 : 40 },
  );
});

describe('a container that is watched anew', () => {
  it('is not said to be stopped by a message that somebody deleted, and that is posted again too late', async () => {
    const story = await begin();
    await story.type(`watch ${VIDEO}`);
    story.chat.forget('m1');
    story.chat.refuses = () => DOWN;
    await story.type(`unwatch ${VIDEO}`);
    await story.type(`watch ${VIDEO}`);
    await story.pass('5m');
    story.chat.refuses = () => undefined;
    await story.pass('25h');
    expect(standing(story).map(({ now }) => [...now][0])).toEqual(['⌛']);
  });

  it('is not said to be stopped by a message that the chat takes after the one of the newer watch', async () => {
    const story = await begin();
    story.chat.refuses = ({ call, words }) => (call === 'post' && words.includes(LOST) ? DOWN : undefined);
    await story.type(`watch ${LOST} ${VIDEO}`);
    await story.type(`unwatch ${VIDEO}`);
    await story.type(`watch ${VIDEO}`);
    expect(standing(story)).toHaveLength(1);
    story.chat.refuses = () => undefined;
    await story.pass('1m');
    expect(standing(story).map((told) => lineOf(told.now, VIDEO) === '')).toEqual([false, true]);
  });

  it('is said to be stopped by the message of its ended watch, where that one stands', async () => {
    const story = await begin();
    await story.type(`watch ${VIDEO} ${LOST}`);
    story.chat.refuses = ({ call }) => (call === 'edit' ? DOWN : undefined);
    await story.type(`unwatch ${VIDEO}`);
    await story.type(`watch ${VIDEO}`);
    story.chat.refuses = () => undefined;
    await story.pass('10m');
    const [ended, present] = standing(story).map((told) => lineOf(told.now, VIDEO));
    expect(ended).toContain('stopped by ann');
    expect(present).toMatch(/^👀/u);
  });

  it('has its failure told by a live message that waits, though that leaves another container to a newer one', async () => {
    const story = await begin();
    story.chat.refuses = () => DOWN;
    await story.type(`watch ${FAILED} ${POST}`);
    await story.pass('1m');
    await story.type(`watch ${FAILED} ${POST}`);
    story.chat.refuses = () => undefined;
    await story.pass('5m');
    expect(standing(story).map((each) => lineOf(each.now, FAILED))).toEqual([expect.stringContaining('❌')]);
  });
});
