import type { Accounts } from '../src/accounts/accounts.ts';
import type { ChannelRef } from '../src/channelRef.ts';
import type { Clock } from '../src/clock.ts';
import type { Card } from '../src/messages/card.ts';
import { internalError } from '../src/messages/replies/internalError.ts';
import { code, text } from '../src/messages/text.ts';
import type { Command, CommandContext, Person, Services } from './command.ts';
import { quoteBriefly, UserError } from './userError.ts';

/** What a person typed, or what stands behind the button they pressed. */
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

/** Answers an invocation; never rejects. Whatever the platform let through is checked again here. */
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
  if (command === undefined)
    throw new UserError(
      text`There is no command ${quoteBriefly(name)}.`,
      'help',
      text`to see what can be asked.`,
    );
  return command;
}

function checkPermission({ name, who }: Command, { person, channel }: Invocation): void {
  if (who === 'manager' && !person.isManager)
    throw new UserError(
      channel.platform === 'slack'
        ? text`${name} is for managers: in Slack, those whose ids the operator lists in MANAGERS; yours is ${code(person.id)}.`
        : text`${name} is for managers of this workspace; ask one of them to type it.`,
      `help ${name}`,
      text`to see what it does.`,
    );
}

function checkArguments({ name, options, example }: Command, args: Invocation['args']): void {
  for (const [option, value] of Object.entries(args))
    if (value !== undefined && !Object.hasOwn(options, option))
      throw new UserError(
        text`${name} has no argument ${quoteBriefly(option)}.`,
        `help ${name}`,
        text`to see those it has.`,
      );
  for (const [option, { required }] of Object.entries(options))
    if (required && (args[option] ?? '').trim() === '')
      throw new UserError(text`${name} needs ${/^[aeiou]/.test(option) ? 'an' : 'a'} ${option}.`, example);
}

function contextOf({ channel, person }: Invocation, options: DispatchOptions): CommandContext {
  const { accounts, services, clock, commands } = options;
  const typed = commands.filter(({ reach }) => reach === 'typed');
  return {
    channel,
    person,
    accounts: accounts.boundTo(channel.workspace),
    now: clock.now(),
    services,
    commands: typed,
  };
}
