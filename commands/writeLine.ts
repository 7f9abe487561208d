import type { Command } from './command.ts';

/** The line that runs a command again, without the slash and the command name before it. */
export function writeLine(
  { name, positional }: Command,
  args: Readonly<Record<string, string | undefined>>,
): string {
  const words = Object.entries(args).map(([option, value = '']) => {
    const isBare = positional[0] === option && !/["“”„«»:=]/.test(value);
    if (isBare) return value;
    return `${option}:${/[\s]/.test(value) ? `"${value.replaceAll('"', "'")}"` : value}`;
  });
  return [name, ...words].join(' ');
}
