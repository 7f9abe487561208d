import type { Command } from '../../commands/command.ts';

/** Completes a line at the terminal, from the command table and the scenario's containers. */
export function completeLine(
  line: string,
  commandName: string,
  commands: readonly Command[],
  containers: readonly string[],
): [matches: string[], word: string] {
  const words = line.split(/\s+/);
  const word = words.at(-1) ?? '';
  const candidates =
    words.length === 1
      ? [`/${commandName} `, 'wait ']
      : completeArguments(words, commandName, commands, containers);
  return [candidates.filter((each) => each.startsWith(word)), word];
}

function completeArguments(
  [first, name, ...rest]: string[],
  commandName: string,
  commands: readonly Command[],
  containers: readonly string[],
): string[] {
  if (first !== `/${commandName}`) return [];
  if (rest.length === 0) return commands.map((command) => `${command.name} `);
  const command = commands.find((each) => each.name === name);
  if (command === undefined) return [];
  const options = Object.entries(command.options);
  const named = options
    .filter(([option]) => !command.positional.includes(option))
    .map(([option]) => `${option}:`);
  const choices = options.flatMap(([, option]) => option.choices ?? []);
  return [...(Object.hasOwn(command.options, 'container') ? containers : []), ...choices, ...named];
}
