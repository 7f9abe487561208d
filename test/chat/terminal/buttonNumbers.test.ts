import { expect, it } from 'vitest';
import { UserError } from '../../../commands/userError.ts';
import { ButtonNumbers } from '../../../src/chat/terminal/buttonNumbers.ts';
import { readLine } from '../../../src/chat/terminal/readLine.ts';
import type { Button, Card } from '../../../src/messages/card.ts';

const CHECK: Button = {
  label: 'Check again',
  command: 'status',
  args: { container: '1' },
  typed: 'status 1',
};
const STOP: Button = { label: 'Stop watching', command: 'stop', args: { live: 'l1' } };
const SNOOZE: Button = {
  label: 'Snooze',
  command: 'snooze',
  args: { account: 'brand' },
  choices: [
    { label: '1 hour', args: { for: '1h' } },
    { label: '1 day', args: { for: '24h' } },
  ],
};

const cardOf = (...buttons: Button[]): Card => ({ tone: 'good', title: ['T'], body: [], buttons });
const shownOf = (numbers: ButtonNumbers, message: string, ...buttons: Button[]): string[] =>
  numbers.number(message, cardOf(...buttons)).map(({ number, label }) => `${number} ${label}`);

it('numbers go up from message to message, and each presses its own button', () => {
  const numbers = new ButtonNumbers();
  expect(shownOf(numbers, 'm1', CHECK, STOP)).toEqual(['1 Check again', '2 Stop watching']);
  expect(shownOf(numbers, 'm2', CHECK)).toEqual(['3 Check again']);
  expect(numbers.find(1)).toMatchObject({ command: 'status', args: { container: '1' } });
  expect(numbers.find(2)).toMatchObject({ command: 'stop', args: { live: 'l1' } });
});

it('a button with choices has a number for each', () => {
  const numbers = new ButtonNumbers();
  expect(shownOf(numbers, 'm1', SNOOZE)).toEqual(['1 Snooze 1 hour', '2 Snooze 1 day']);
  expect(numbers.find(2)).toMatchObject({ command: 'snooze', args: { account: 'brand', for: '24h' } });
});

it('a button keeps its number when its message is edited, and one that is gone can’t be pressed', () => {
  const numbers = new ButtonNumbers();
  numbers.number('m1', cardOf(CHECK, STOP));
  expect(shownOf(numbers, 'm1', STOP, SNOOZE)).toEqual([
    '2 Stop watching',
    '3 Snooze 1 hour',
    '4 Snooze 1 day',
  ]);
  expect(() => numbers.find(1)).toThrow(/Button 1 is gone/);
});

it('numbers go on after a restart', () => {
  const before = new ButtonNumbers();
  before.number('m1', cardOf(CHECK));
  const after = new ButtonNumbers(before.state);
  expect(shownOf(after, 'm2', STOP)).toEqual(['2 Stop watching']);
  expect(after.find(1)).toMatchObject({ command: 'status' });
});

it('an unknown number is answered in one sentence', () => {
  const numbers = new ButtonNumbers();
  expect(() => numbers.find(1)).toThrow(UserError);
  expect(() => numbers.find(1)).toThrow('There is no button 1: no message has had a button yet.');
  numbers.number('m1', cardOf(CHECK));
  expect(() => numbers.find(7)).toThrow('There is no button 7. The last one is 1.');
  expect(() => numbers.find(0)).toThrow('There is no button 0.');
});

it.each([
  ['1', 1],
  [' 12 ', 12],
  ['[3]', 3],
])('%j presses a button', (line, number) => {
  expect(readLine(line, 'threads', [])).toEqual({ kind: 'press', number });
});

it('an id that is pasted alone is no number of a button', () => {
  expect(() => readLine('17900000000000001', 'threads', [])).toThrow(UserError);
});
