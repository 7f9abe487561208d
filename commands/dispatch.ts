import type { Accounts } from '../src/accounts/accounts.ts';
import type { Clock } from '../src/clock.ts';
import type { Card } from '../src/messages/card.ts';
import { commandSlow } from '../src/messages/replies/commandSlow.ts';
import { internalError } from '../src/messages/replies/internalError.ts';
import { text } from '../src/messages/text.ts';
import { toPlainWord } from '../src/plainText.ts';
import {
  type Command,
  type CommandContext,
  isTyped,
  type Option,
  type Services,
  USUAL_LONGEST,
} from './command.ts';
import { findContainerIds } from './containerIds.ts';
import type { Invocation } from './invocation.ts';
import { QuestionLimit } from './questionLimit.ts';
import { quoteBriefly, seeHelp, seeHelpOf, UserError, unknownArgument } from './userError.ts';
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
      const command = findCommand(options.commands, received.command);
      invocation = { ...received, args: renameReplaced(command, received.args) };
      checkPermission(command, invocation);
      checkArguments(command, invocation.args);
      const context = contextOf(invocation, options);
      const run = (): Promise<Card> => command.run(invocation.args, context);
      const answer = command.asksThreads
        ? limit.ask(invocation, { now: context.now, changes: command.posts, cost: costOf(invocation), run })
        : run();
      const onLateError = (error: unknown): void => {
        if (!(error instanceof UserError)) options.onError(error, invocation);
      };
      const card = await withinPatience(answer, onLateError, options.patience);
      return card ?? commandSlow(writeLine(command, invocation.args));
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

/** Characters; no command has a longer name. */
const LONGEST_NAME = 100;

/** The command of that name. @throws UserError where there is none */
export function findCommand(commands: readonly Command[], name: string): Command {
  const wanted = toPlainWord(name.slice(0, LONGEST_NAME));
  const command = commands.find((each) => each.name === wanted);
  if (command === undefined) throw seeHelp(text`There is no command ${quoteBriefly(name)}.`);
  return command;
}

function checkPermission({ name, who }: Command, { person }: Invocation): void {
  if (who === 'anyone' || person.isManager) return;
  const { managersAre } = person;
  const problem =
    managersAre === undefined
      ? text`${name} is for managers of this workspace; ask one of them to type it.`
      : text`${name} is for managers: ${managersAre}.`;
  throw seeHelpOf(name, problem, text`to see what it does.`);
}

function checkArguments({ name, options, example }: Command, args: Invocation['args']): void {
  for (const [option, value] of Object.entries(args)) {
    if (value === undefined) continue;
    const known = Object.hasOwn(options, option) ? options[option] : undefined;
    if (known === undefined) throw unknownArgument(name, option);
    checkLength(option, value, known, example);
  }
  for (const [option, { required }] of Object.entries(options))
    if (required && (args[option] ?? '').trim() === '')
      throw new UserError(text`${name} needs ${/^[aeiou]/.test(option) ? 'an' : 'a'} ${option}.`, example);
}

/** Before anything reads the value: so no text of any length costs more than its count. */
function checkLength(
  option: string,
  value: string,
  { longest = USUAL_LONGEST }: Option,
  example: string,
): void {
  if (value.length <= longest) return;
  const length = [...value].length;
  if (length <= longest) return;
  throw new UserError(
    text`The ${option} has ${length} characters; ${longest} are the most.`,
    example,
    text`with a shorter one.`,
  );
}

function contextOf({ channel, person }: Invocation, options: DispatchOptions): CommandContext {
  const { accounts, services, clock, commands } = options;
  return {
    channel,
    person,
    accounts: accounts.boundTo(channel.workspace),
    now: clock.now(),
    services,
    commands: commands.filter(isTyped),
  };
}
