import { describe, expect, it } from 'vitest';
import { USUAL_LONGEST } from '../../commands/command.ts';
import { commandTable, typedCommands } from '../../commands/table.ts';
import { describeCommands } from '../../src/chat/discord/register/describeCommands.ts';
import { parseLine } from '../../src/chat/text/parseLine.ts';

/** Discord's limits: https://docs.discord.com/developers/interactions/application-commands */
const LONGEST_DESCRIPTION = 100;
const MOST_SUBCOMMANDS = 25;
const MOST_OPTIONS = 25;
const MOST_CHOICES = 25;

describe('the command table', () => {
  it('has each name once, in a form that every platform takes', () => {
    const names = commandTable.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, reach, options } of commandTable) {
      expect(name).toMatch(reach === 'typed' ? /^[a-z]{1,32}$/ : /^[a-z][a-z-]{0,31}$/);
      for (const option of Object.keys(options)) expect(option).toMatch(/^[a-z]{1,32}$/);
    }
  });

  it('stays within what Discord registers, with no description cut', () => {
    expect(typedCommands.length).toBeLessThanOrEqual(MOST_SUBCOMMANDS);
    for (const { name, description, options } of typedCommands) {
      const all = Object.values(options);
      expect(all.length, name).toBeLessThanOrEqual(MOST_OPTIONS);
      for (const { choices = [] } of all) expect(choices.length, name).toBeLessThanOrEqual(MOST_CHOICES);
      for (const words of [description, ...all.map((option) => option.description)])
        expect(words.length, words).toBeLessThanOrEqual(LONGEST_DESCRIPTION);
    }
  });

  it('caps every argument, also where Discord caps none', () => {
    for (const { name, options } of commandTable)
      for (const { longest = USUAL_LONGEST } of Object.values(options)) {
        expect(longest, name).toBeGreaterThan(0);
        expect(longest, name).toBeLessThanOrEqual(12_000);
      }
    for (const subcommand of describeCommands(typedCommands, 'threads')[0]?.options ?? [])
      for (const option of 'options' in subcommand ? (subcommand.options ?? []) : [])
        expect(option, `${subcommand.name} ${option.name}`).toMatchObject({
          max_length: Math.min(
            6_000,
            commandTable.find(({ name }) => name === subcommand.name)?.options[option.name]?.longest ??
              USUAL_LONGEST,
          ),
        });
  });

  it('has forms within what every platform shows', () => {
    for (const { name, form, options } of commandTable.filter(({ form }) => form !== undefined)) {
      const { title = '', submit = '', fields = [], onMessage } = form ?? {};
      for (const words of [title, submit, onMessage?.name ?? ''])
        expect(words.length, words).toBeLessThanOrEqual(24);
      expect(onMessage?.description.length ?? 0).toBeLessThanOrEqual(150);
      expect(fields.length, name).toBeLessThanOrEqual(5);
      for (const { option, label, hint = '', placeholder = '', choices = [] } of fields) {
        expect(options, name).toHaveProperty(option);
        expect(label.length, label).toBeLessThanOrEqual(45);
        for (const words of [hint, placeholder]) expect(words.length, words).toBeLessThanOrEqual(100);
        for (const choice of choices) expect(choice.label.length, choice.label).toBeLessThanOrEqual(75);
      }
      const required = Object.entries(options).filter(([, option]) => option.required);
      const filledIn = fields.map(({ option }) => option);
      expect(filledIn).toEqual(expect.arrayContaining(required.map(([option]) => option)));
    }
  });

  it('runs no command again for a page that posts in the channel', () => {
    expect(commandTable.filter(({ pages, posts }) => pages && posts)).toEqual([]);
  });

  it('has one command that answers an empty line', () => {
    expect(commandTable.filter(({ emptyLine }) => emptyLine === 'answers')).toHaveLength(1);
    expect(commandTable.filter(({ emptyLine, reach }) => emptyLine && reach !== 'typed')).toEqual([]);
  });

  it.each(commandTable.map((command) => [command.name, command] as const))(
    'gives %s an example that can be typed, with every required argument',
    (_, { example }) => {
      const { command, args } = parseLine(example, commandTable);
      const entry = typedCommands.find(({ name }) => name === command);
      const required = Object.entries(entry?.options ?? {}).filter(([, option]) => option.required);
      expect(Object.keys(args)).toEqual(expect.arrayContaining(required.map(([name]) => name)));
    },
  );
});
