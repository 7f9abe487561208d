import type { Accounts } from '../src/accounts/accounts.ts';
import type { ChannelRef } from '../src/channelRef.ts';
import type { Clock } from '../src/clock.ts';
import type { Card } from '../src/messages/card.ts';
import { internalError } from '../src/messages/replies/internalError.ts';
import { text } from '../src/messages/text.ts';
import { type Command, type CommandContext, isTyped, type Person, type Services } from './command.ts';
import { quoteBriefly, seeHelp, seeHelpOf, UserError, unknownArgument } from './userError.ts';

/** A command that a person typed, or that their button runs. */
export interface Invocation {
  readonly command: string;
  readonly args: Readonly<Record<string, string | undefined>>;
  readonly channel: ChannelRef;
  readonly person: Person;
}

export interface DispatchOptions {
  readonly commands: readonly Command[];
  readonly accounts: Accounts;
  readonly services: Services;
  readonly clock: Clock;
  readonly onError: (error: unknown, invocation: Invocation) => void;
}

/** Answers an invocation; never rejects. It checks everything again that a platform may have checked. */
export type Dispatch = (invocation: Invocation) => Promise<Card>;

export function createDispatch(options: DispatchOptions): Dispatch {
  return async (invocation) => {
    try {
      const command = findCommand(options.commands, invocation.command);
      checkPermission(command, invocation);
      checkArguments(command, invocation.args);
      return await command.run(invocation.args, contextOf(invocation, options));
    } catch (error) {
      if (error instanceof UserError) return error.card;
      options.onError(error, invocation);
      return internalError();
    }
  };
}

/** The command of that name. @throws UserError where there is none */
export function findCommand(commands: readonly Command[], name: string): Command {
  const command = commands.find((each) => each.name === name.toLowerCase());
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
  for (const [option, value] of Object.entries(args))
    if (value !== undefined && !Object.hasOwn(options, option)) throw unknownArgument(name, option);
  for (const [option, { required }] of Object.entries(options))
    if (required && (args[option] ?? '').trim() === '')
      throw new UserError(text`${name} needs ${/^[aeiou]/.test(option) ? 'an' : 'a'} ${option}.`, example);
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
