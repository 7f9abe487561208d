import type { Accounts } from '../src/accounts/accounts.ts';
import type { Clock } from '../src/clock.ts';
import type { Card } from '../src/messages/card.ts';
import { commandSlow } from '../src/messages/replies/commandSlow.ts';
import { internalError } from '../src/messages/replies/internalError.ts';
import { code, text } from '../src/messages/text.ts';
import { toPlainWord } from '../src/plainText.ts';
import { findContainerIds } from '../src/threads/containerIds.ts';
import { checkAccess } from './checkAccess.ts';
import {
  type Command,
  type CommandContext,
  isTyped,
  type Option,
  type Services,
  USUAL_LONGEST,
} from './command.ts';
import {
  describeUnknownCommand,
  describeUnknownOption,
  findCommand,
  refuseUnknownOption,
} from './findCommand.ts';
import { findNear } from './findNear.ts';
import type { Invocation } from './invocation.ts';
import { QuestionLimit } from './questionLimit.ts';
import { didYouMean, quoteWords, seeHelp, UserError } from './userError.ts';
import { type Patience, withinPatience } from './withinPatience.ts';
import { writeLine } from './writeLine.ts';

export interface DispatchOptions {
  readonly commands: readonly Command[];
  readonly accounts: Accounts;
  readonly services: Services;
  readonly clock: Clock;
  readonly onError: (error: unknown, invocation: Invocation) => void;
  /** Resolves when a person has waited long enough for an answer; by default after 9 s. */
  readonly patience?: Patience | undefined;
}

/** Answers an invocation; never rejects. It checks everything again that a platform may have checked. */
export type Dispatch = (invocation: Invocation) => Promise<Card>;

export function createDispatch(options: DispatchOptions): Dispatch {
  const limit = new QuestionLimit();
  return async (received) => {
    let invocation = received;
    try {
      const command = requireCommand(options.commands, received);
      invocation = { ...received, args: renameReplaced(command, received.args) };
      checkAccess(command, invocation.person);
      checkArguments(command, invocation.args);
      const context = contextOf(invocation, command, options);
      const run = (): Promise<Card> => command.run(invocation.args, context);
      const answer = command.asksThreads
        ? limit.ask(invocation, { now: context.now, changes: command.posts, cost: costOf(invocation), run })
        : run();
      const onLateError = (error: unknown): void => {
        if (!(error instanceof UserError)) options.onError(error, invocation);
      };
      const card = await withinPatience(answer, onLateError, options.patience);
      return (
        card ?? command.whileRunning?.(invocation.args) ?? commandSlow(writeLine(command, invocation.args))
      );
    } catch (error) {
      if (error instanceof UserError) return error.card;
      options.onError(error, invocation);
      return internalError();
    }
  };
}

/** A button of an earlier version carries the names that options had then. */
function renameReplaced({ replacedOptions = {} }: Command, args: Invocation['args']): Invocation['args'] {
  const renamed = Object.entries(args).map(([option, value]) => {
    const name = Object.hasOwn(replacedOptions, option) ? replacedOptions[option] : undefined;
    return [name ?? option, value] as const;
  });
  return Object.fromEntries(renamed);
}

/** Of so many containers each is a call, so a command about more counts as several questions. */
const CONTAINERS_PER_QUESTION = 10;

function costOf({ args: { container = '' } }: Invocation): number {
  return Math.max(1, Math.ceil(findContainerIds(container).ids.length / CONTAINERS_PER_QUESTION));
}

/** The command of a button or a subcommand. @throws UserError where there is none: it may be of another version */
function requireCommand(commands: readonly Command[], { command: name, args }: Invocation): Command {
  const command = findCommand(commands, name);
  if (command !== undefined) return command;
  const typed = commands.filter(isTyped);
  const near = findNear(
    name,
    typed.map((each) => each.name),
  );
  const problem = describeUnknownCommand(name);
  if (near.length === 0) throw seeHelp(problem);
  throw didYouMean(problem, near, (meant) => {
    const found = typed.find((each) => each.name === meant);
    return found === undefined ? 'help' : writeLine(found, args);
  });
}

function checkArguments(command: Command, args: Invocation['args']): void {
  const { name, options } = command;
  for (const [option, value] of Object.entries(args)) {
    if (value === undefined) continue;
    const known = Object.hasOwn(options, option) ? options[option] : undefined;
    if (known === undefined) throw refuseOption(command, option, args);
    checkLength(option, value, known, command, args);
    checkChoice(option, value, known, command, args);
  }
  for (const [option, { required }] of Object.entries(options))
    if (required && (args[option] ?? '').trim() === '')
      throw new UserError(
        text`${code(name)} needs ${/^[aeiou]/.test(option) ? 'an' : 'a'} ${option}.`,
        writeWithExample(command, args, option),
      );
}

function refuseOption(command: Command, option: string, args: Invocation['args']): UserError {
  const near = findNear(option, Object.keys(command.options));
  if (near.length === 0) return refuseUnknownOption(command, option);
  const { [option]: value, ...others } = args;
  return didYouMean(describeUnknownOption(command, option), near, (meant) =>
    writeLine(command, { ...others, [meant]: value }),
  );
}

/** The person's other arguments, with the option's value of the example. */
function writeWithExample(command: Command, args: Invocation['args'], option: string): string {
  const [first = ''] = command.example.slice(command.name.length).trim().split(/\s/, 1);
  if (command.positional[0] !== option || first === '') return command.example;
  return writeLine(command, {
    [option]: first,
    ...args,
    ...(args[option]?.trim() === '' && { [option]: first }),
  });
}

function checkChoice(
  option: string,
  value: string,
  { choices }: Option,
  command: Command,
  args: Invocation['args'],
): void {
  if (choices === undefined || value.trim() === '' || choices.includes(toPlainWord(value))) return;
  const near = findNear(value, choices);
  const problem = text`${quoteWords(value)} is no ${option} of ${code(command.name)}.`;
  const misplaced = findMisplaced(command, option, value, args);
  if (misplaced !== undefined) throw new UserError(problem, misplaced);
  const lineOf = (choice: string): string => writeLine(command, { ...args, [option]: choice });
  if (near.length > 0) throw didYouMean(problem, near, lineOf);
  const names = new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(choices);
  throw new UserError(text`${problem} Choose ${names}.`, choices.map(lineOf));
}

/** The line that was meant where an argument's name was typed without its colon, and taken for a value: `mention @team`. */
function findMisplaced(
  command: Command,
  option: string,
  value: string,
  args: Invocation['args'],
): string | undefined {
  const meant = toPlainWord(value);
  const next = command.positional[command.positional.indexOf(option) + 1];
  const rest = next === undefined ? undefined : args[next];
  if (next === undefined || rest === undefined || !Object.hasOwn(command.options, meant)) return undefined;
  if (args[meant] !== undefined && meant !== next) return undefined;
  return writeLine(command, { ...args, [option]: undefined, [next]: undefined, [meant]: rest });
}

/** Before anything reads the value: so no text of any length costs more than its count. */
function checkLength(
  option: string,
  value: string,
  { longest = USUAL_LONGEST, required, takes }: Option,
  command: Command,
  args: Invocation['args'],
): void {
  if (value.length <= longest) return;
  const signs = [...value];
  if (signs.length <= longest) return;
  const shorter = takes === 'text' ? signs.slice(0, longest - 1).join('') : undefined;
  const line = writeLine(command, { ...args, [option]: shorter && `${shorter}…` });
  throw new UserError(
    text`The ${option} has ${signs.length} characters; ${longest} are the most.`,
    required ? command.example : line,
    shorter === undefined ? text`with a shorter ${option}.` : text`to cut it there.`,
  );
}

function contextOf(
  { channel, channelName, person, args }: Invocation,
  command: Command,
  options: DispatchOptions,
): CommandContext {
  const { accounts, services, clock, commands } = options;
  return {
    channel,
    channelName,
    person,
    accounts: accounts.boundTo(channel.workspace),
    now: clock.now(),
    services,
    commands: commands.filter(isTyped),
    lineWith: (changes) => writeLine(command, { ...args, ...changes }),
  };
}
