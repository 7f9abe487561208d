import type { Command } from '../../../../commands/command.ts';
import { unwrapLine } from '../../unwrapLine.ts';

type Args = Readonly<Record<string, string>>;

/**
 * Options without what people paste into their fields beside the value: the option's own name, as in `account:brand`, and,
 * before ids, the whole command.
 */
export function unwrapArgs(args: Args, command: Command, commandName: string): Args {
  return Object.fromEntries(
    Object.entries(args).map(([option, value]) => [option, unwrapValue(option, value, command, commandName)]),
  );
}

function unwrapValue(option: string, value: string, command: Command, commandName: string): string {
  const { takes, holdsIds } = command.options[option] ?? {};
  // A person's own words stay as they are.
  if (takes === 'text') return value;
  const plain = value.trimStart();
  const named =
    plain.slice(0, option.length).toLowerCase() === option ? plain.slice(option.length) : undefined;
  if (named !== undefined && /^\s*[:=]/.test(named)) return named.replace(/^\s*[:=]\s*/, '');
  if (!holdsIds) return value;
  const line = unwrapLine(plain, commandName, [command]);
  const [first = ''] = line.split(/\s/, 1);
  return first.toLowerCase() === command.name ? line.slice(first.length).trim() : value;
}
