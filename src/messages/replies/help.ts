import type { Card } from '../card.ts';
import { command, strong, type Text, text } from '../text.ts';

/** What help says of a command; the command table's entries fit. */
export interface CommandFacts {
  readonly name: string;
  readonly description: string;
  readonly who: 'anyone' | 'manager';
  readonly example: string;
  readonly positional: readonly string[];
  readonly options: Readonly<Record<string, { readonly description: string; readonly required?: boolean }>>;
}

/** The answer to `help`: every command on a line of its own. */
export function commandOverview(commands: readonly CommandFacts[]): Card {
  return {
    tone: 'neutral',
    title: text`👋 Threadwatch tells what becomes of your Threads containers, and how much quota is left`,
    body: [
      ...commands.map((each) => text`${command(usage(each))}: ${each.description}${forWhom(each)}`),
      text`For more about one, type ${command('help watch')}`,
    ],
    buttons: [],
  };
}

/** The answer to `help` with a command: its arguments and a line that works. */
export function commandHelp(facts: CommandFacts): Card {
  const options = Object.entries(facts.options).map(
    ([name, { description, required }]): Text =>
      text`• ${strong(name)}${required ? '' : ' (optional)'}: ${description}`,
  );
  return {
    tone: 'neutral',
    title: text`${command(usage(facts))}: ${facts.description}${forWhom(facts)}`,
    body: [...options, text`For example: ${command(facts.example)}`],
    buttons: [],
  };
}

/** `watch <container> [account:…]`: an optional argument in brackets, with its name where that must be typed. */
function usage({ name, options, positional }: CommandFacts): string {
  const parts = Object.entries(options).map(([option, { required }]) => {
    const shown = positional.includes(option) ? `<${option}>` : `${option}:…`;
    return required ? shown : `[${shown}]`;
  });
  return [name, ...parts].join(' ');
}

function forWhom({ who }: CommandFacts): string {
  return who === 'manager' ? ' (managers)' : '';
}
