import { expect, it } from 'vitest';
import { Faults } from '../src/faults.ts';

const fault = (words: string) => ({ words, inChat: words });

it('a fault of a part stands among those of the program, once and as long as there is the part', () => {
  const program = new Faults();
  const [one, other] = [new Faults(program), new Faults(program)];
  program.report('connection', fault('Slack refuses the bot.'));
  one.report('job round', fault('The job is late.'));
  other.report('job round', fault('The job is late.'));
  expect(program.all).toEqual(['Slack refuses the bot.', 'The job is late.']);
  one.clear('job round');
  expect(program.all).toContain('The job is late.');
  other.end();
  expect(program.all).toEqual(['Slack refuses the bot.']);
});

it('a workspace hears of the faults of its own part and of the program, and of no other part', () => {
  const program = new Faults();
  const [one, other] = [new Faults(program), new Faults(program)];
  program.report('connection', fault('of the program'));
  one.report('job', fault('of one'));
  other.report('job', fault('of the other'));
  expect(one.inWorkspace('w1').map(({ words }) => words)).toEqual(['of the program', 'of one']);
});
