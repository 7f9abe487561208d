import type { Command, Option } from '../../../commands/command.ts';
import { DEFAULT_COMMAND_NAME as NAME } from '../../../commands/command.ts';
import { typedCommands } from '../../../commands/table.ts';
import type { Blocks } from './fillBlocks.ts';
import { markdownTable } from './markdownTable.ts';

const WHO: Readonly<Record<Command['who'], string>> = {
  anyone: 'anyone',
  publisher: 'managers and publishers',
  manager: 'managers',
};

/** The facts of each command, and the list of all. */
export const commandBlocks: Blocks = new Map([
  ['commands', () => list(typedCommands)],
  ...typedCommands.map((command) => [`command ${command.name}`, () => describe(command)] as const),
]);

function list(commands: readonly Command[]): string {
  return markdownTable(
    ['command', 'what it does', 'who'],
    commands.map(({ name, description, who }) => [
      `[\`/${NAME} ${name}\`](#${NAME}-${name})`,
      description,
      WHO[who],
    ]),
  );
}

function describe({ description, who, example, options, positional }: Command): string {
  const rows = Object.entries(options).map(([name, option]) => [
    `\`${name}\``,
    option.required ? 'yes' : 'no',
    explain(option),
  ]);
  const [bare] = positional;
  const untyped = bare === undefined ? '' : ` \`${bare}\` may be typed without its name.`;
  return [
    `${description}.`,
    `For ${WHO[who]}. For example: \`/${NAME} ${example}\``,
    ...(rows.length === 0
      ? ['It takes no argument.']
      : [markdownTable(['argument', 'needed', 'what it is'], rows), untyped.trim()]),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function explain({ description, choices = [] }: Option): string {
  const names = choices.filter((choice) => !description.startsWith(`${choice}:`));
  return names.length === 0
    ? description
    : `${description}: ${names.map((name) => `\`${name}\``).join(', ')}`;
}
