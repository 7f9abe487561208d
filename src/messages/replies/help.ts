import type { Card } from '../card.ts';
import { command, strong, type Text, text } from '../text.ts';

/** What `help` shows of a command. The entries of the command table have this shape. */
export interface CommandFacts {
  readonly name: string;
  readonly description: string;
  readonly who: 'anyone' | 'publisher' | 'manager';
  readonly example: string;
  readonly positional: readonly string[];
  readonly options: Readonly<Record<string, { readonly description: string; readonly required?: boolean }>>;
}

/** The answer to `help`: one line for each command. */
export function commandOverview(commands: readonly CommandFacts[]): Card {
  return {
    tone: 'neutral',
    title: text`👋 Threadwatch tells what becomes of your Threads containers, and how much quota is left`,
    body: [
      ...commands.map(
        (each) => text`${command(writeUsage(each))}: ${each.description}${describeAccess(each)}`,
      ),
      text`For more about one, type ${command('help watch')}`,
    ],
    buttons: [],
  };
}

/** The answer to `help` with a command: its arguments and an example. */
export function commandHelp(facts: CommandFacts): Card {
  const options = Object.entries(facts.options).map(
    ([name, { description, required }]): Text =>
      text`• ${strong(name)}${required ? '' : ' (optional)'}: ${description}`,
  );
  return {
    tone: 'neutral',
    title: text`${command(writeUsage(facts))}: ${facts.description}${describeAccess(facts)}`,
    body: [...options, text`For example: ${command(facts.example)}`],
    buttons: [],
  };
}

/** Writes the syntax of a command: `watch <container> [account:…]`. Optional arguments are in brackets. */
function writeUsage({ name, options, positional }: CommandFacts): string {
  const parts = Object.entries(options).map(([option, { required }]) => {
    const shown = positional.includes(option) ? `<${option}>` : `${option}:…`;
    return required ? shown : `[${shown}]`;
  });
  return [name, ...parts].join(' ');
}

function describeAccess({ who }: CommandFacts): string {
  if (who === 'publisher') return ' (managers and publishers)';
  return who === 'manager' ? ' (managers)' : '';
}
