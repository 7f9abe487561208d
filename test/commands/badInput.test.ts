import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { typedCommands } from '../../commands/table.ts';
import { UserError } from '../../commands/userError.ts';
import { parseLine } from '../../src/chat/text/parseLine.ts';
import type { Card } from '../../src/messages/card.ts';
import { scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { channelRef, Story } from '../support/story.ts';

let story: Story;
beforeAll(async () => {
  story = await Story.begin({ scenario: scenarioOf({ [VIDEO]: [status('0s', 'FINISHED')] }) });
});
afterAll(() => story.end());

const IDS = Array.from({ length: 400 }, (_, index) => String(17900000000010000n + BigInt(index)));

const BAD_LINES: readonly [what: string, line: string, answer: RegExp][] = [
  ['no id', 'watch', /watch needs a container/],
  ['an empty id', 'watch ""', /watch needs a container/],
  ['commas alone', 'watch , ,', /The container ID is missing/],
  ['letters in an id', 'watch 1790000x0000001', /1790000x0000001 isn't a container ID: IDs are digits only/],
  ['two ids where one is taken', `status ${VIDEO},${IDS[0]}`, /Those are 2 containers, and status takes one/],
  ['an unknown account', `watch ${VIDEO} account:nobody`, /There is no account nobody here; there is brand/],
  [
    'an unknown argument',
    `watch ${VIDEO} colour:red`,
    /watch has no argument colour. It takes container, account, age, note and mention/,
  ],
  ['an argument that every object has', `watch ${VIDEO} constructor:x`, /watch has no argument constructor/],
  ['a misspelt subcommand', `wtach ${VIDEO}`, /Unknown command wtach. Did you mean watch\?/],
  ['a command that only buttons reach', 'stop live:live-1', /Unknown command stop/],
  ['unbalanced quotes', `watch ${VIDEO} note:"the end`, /A quote is opened and never closed/],
  ['unbalanced curly quotes', `watch ${VIDEO} note:“the end`, /A quote is opened and never closed/],
  ['control characters', `watch ${VIDEO}\u0000\u001b[31m`, /invisible control characters/],
  ['10,000 letters for an id', `watch ${'a'.repeat(10_000)}`, /a{40}… isn't a container ID/],
  [
    '40 digits for an id',
    `status ${'1'.repeat(40)}`,
    /1{40} isn't a container ID: it has 40 digits, and IDs have 10 to 20/,
  ],
  ['10,000 letters for a command', 'b'.repeat(10_000), /Unknown command b{40}…/],
  [
    '10,000 letters for a note',
    `watch ${VIDEO} note:${'n'.repeat(10_000)}`,
    /The note has 10000 characters; 500 are the most/,
  ],
  ['4,000 asterisks for an id', `status ${'*'.repeat(4_000)}`, /\*{40}… isn't a container ID/],
  [
    'letters between 8,000 asterisks',
    `status ${'*'.repeat(4_000)}x${'*'.repeat(4_000)}y`,
    /\*{40}… isn't a container ID/,
  ],
  ['more than any line', `watch ${'1'.repeat(30_000)}`, /too long to be a command/],
  [
    'an account of 10,000 letters',
    `quota account:${'q'.repeat(10_000)}`,
    /The account has 10000 characters; 100 are the most/,
  ],
  ['more ids than are read', `status ${'1 '.repeat(6_100)}`, /The container has \d+ characters; 12000 are/],
  [
    'a note without its name',
    `watch ${VIDEO} launch video`,
    /launch video isn't a container ID. A note goes after note:/,
  ],
  ['a rounded number', 'status 1.79e16', /1.79e16 is a rounded number/],
  ['JSON without an id', 'status {"error":{"code":24}}', /There is no container ID in \{"error"/],
  ['an age that is none', `watch ${VIDEO} age:soon`, /soon isn't an age/],
  ['an age beyond a day', `watch ${VIDEO} age:25h`, /25h is too long ago/],
  ['an argument twice', `watch ${VIDEO} age:1m age:2m`, /age is given twice/],
  ['a word too many', 'quota brand brand', /brand is one word too many/],
  ['a state that is none', 'alerts maybe', /maybe is no state of alerts. Choose on, off or show/],
  ['a threshold beyond 100', 'alerts on thresholds:80,120', /120 isn't a threshold/],
  ['no threshold', 'alerts on thresholds:,', /one to 10 thresholds/],
  ['a link without an id', 'status https://www.threads.net/@brand', /names no container/],
  ['help for what is not there', 'help me', /Unknown command me/],
  ['nothing to stop', 'unwatch all', /This channel watches nothing/],
];

describe('bad input is answered in at most two lines, which name what to type instead', () => {
  it.each(BAD_LINES)('%s', async (_, line, expected) => {
    const calls = story.sandbox.calls.length;
    const answer = await story.type(line);
    const lines = answer.split('\n');
    expect(lines.length).toBeLessThanOrEqual(2);
    expect(lines[0]).toMatch(expected);
    expect(lines[1]).toMatch(/Type \/threads [a-z]+/);
    expect(story.chat.messages).toEqual([]);
    expect(story.sandbox.calls.length).toBe(calls);
    expect(await story.type('watches')).toContain('watches nothing');
  });
});

it('the lines that are offered in place of a bad one work', async () => {
  for (const [, line] of BAD_LINES) {
    const lines = linesIn(await cardOf(line));
    expect(lines.length, line.slice(0, 40)).toBeGreaterThan(0);
    for (const offered of lines) {
      const answer = await story.type(offered, channelRef(`offered ${line.slice(0, 20)}`));
      expect(answer, `${line.slice(0, 40)} -> ${offered}`).not.toMatch(
        /Unknown|no argument|needs a|isn't|too many|never closed/,
      );
    }
  }
});

/** The answer, also where the line can't be parsed. */
async function cardOf(line: string): Promise<Card> {
  try {
    const { command, args } = parseLine(line, typedCommands);
    const person = { id: 'ann', isManager: true };
    return await story.bot.dispatch({ command, args, channel: channelRef('c1'), person });
  } catch (error) {
    if (error instanceof UserError) return error.card;
    throw error;
  }
}

function linesIn({ body }: Card): string[] {
  return body
    .flat()
    .flatMap((piece) => (typeof piece === 'object' && piece.kind === 'command' ? [piece.line] : []));
}

it('an account of another workspace is answered as if it did not exist', async () => {
  const { bot } = story;
  const channel = { platform: 'terminal', workspace: 'another', id: 'c1' } as const;
  const card = await bot.dispatch({
    command: 'status',
    args: { container: VIDEO, account: 'brand' },
    channel,
    person: { id: 'eve', isManager: true },
  });
  expect(story.render(card)).toContain('No Threads account is connected to this workspace');
});

it('a command for managers is refused to others', async () => {
  expect(await story.type('alerts on', channelRef('c1'), { id: 'bob', isManager: false })).toContain(
    'alerts is for managers',
  );
});

it('a button whose arguments no command has is refused', async () => {
  const press = (command: string, args: Record<string, string>) =>
    story.bot.dispatch({ command, args, channel: channelRef('c1'), person: { id: 'eve', isManager: false } });
  expect(story.render(await press('watch', { container: VIDEO, __proto__2: 'x' }))).toContain(
    'has no argument',
  );
  expect(story.render(await press('stop', {}))).toContain('stop needs a live');
  expect(story.render(await press('nothing', {}))).toContain('Unknown command nothing');
});
