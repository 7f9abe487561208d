import type { AccountHealth } from '../src/accounts/accountHealth.ts';
import type { Account } from '../src/accounts/accounts.ts';
import type { QuotaAlerts } from '../src/alerts/quotaAlerts.ts';
import type { SnoozeService } from '../src/alerts/snoozeService.ts';
import type { UnwatchService } from '../src/alerts/unwatchService.ts';
import type { WatchService } from '../src/alerts/watchService.ts';
import type { ChannelRef } from '../src/channelRef.ts';
import type { ConnectService } from '../src/connect/connectService.ts';
import type { DisconnectService } from '../src/connect/disconnectService.ts';
import type { Card } from '../src/messages/card.ts';
import type { Finding } from '../src/messages/replies/doctorReport.ts';
import type { NotificationGroups } from '../src/notifications/notificationGroups.ts';
import type { Poller } from '../src/polling/poller.ts';
import type { ThreadsApi } from '../src/threads/api.ts';
import type { WatchStore } from '../src/watches/watchStore.ts';

/** An argument of a command. All are text: ids exceed every number type that a platform offers. */
export interface Option {
  readonly description: string;
  readonly required?: boolean;
  /** Takes as many words as there are, when typed without its name. */
  readonly many?: boolean;
  /** The values that are offered; whatever comes is checked again. */
  readonly choices?: readonly string[];
}

type Options = Readonly<Record<string, Option>>;

/** The arguments as they were typed; only required ones are sure to be there. */
type Args<O extends Options> = {
  readonly [Name in keyof O]: O[Name] extends { readonly required: true } ? string : string | undefined;
};

/** Whoever typed a command or pressed a button. */
export interface Person {
  readonly id: string;
  readonly isManager: boolean;
}

/** What a command works with: who asks, from where, what they may reach, and the parts of the core. */
export interface CommandContext {
  readonly channel: ChannelRef;
  readonly person: Person;
  /** The accounts bound to this workspace, and no other. */
  readonly accounts: readonly Account[];
  /** ms since the epoch. */
  readonly now: number;
  readonly services: Services;
  /** Every command that can be typed, for `help`. */
  readonly commands: readonly Command[];
}

export interface Services {
  readonly threads: ThreadsApi;
  readonly watchStore: WatchStore;
  readonly poller: Poller;
  readonly health: AccountHealth;
  readonly watchService: WatchService;
  readonly unwatchService: UnwatchService;
  readonly snoozeService: SnoozeService;
  readonly quotaAlerts: QuotaAlerts;
  readonly notificationGroups: NotificationGroups;
  readonly connectService: ConnectService;
  readonly disconnectService: DisconnectService;
  /** Checks all that the asker's accounts, their channel and the program rest on. */
  readonly examine: (asked: Pick<CommandContext, 'accounts' | 'channel' | 'person'>) => Promise<Finding[]>;
  /** Per cent, where `alerts on` names none. */
  readonly defaultThresholds: readonly number[];
}

/** A command as the table holds it: its arguments are checked against `options` before `run` sees them. */
export interface Command {
  readonly name: string;
  readonly description: string;
  readonly who: 'anyone' | 'manager';
  /** Whether people type it, or it stands behind buttons alone. */
  readonly reach: 'typed' | 'button';
  /** Whether it begins something that is told in the channel later, so that we must be able to post there. */
  readonly posts: boolean;
  readonly options: Options;
  /** The options that may be typed without their names, in this order. */
  readonly positional: readonly string[];
  /** A line that works, without the slash and the name before it. */
  readonly example: string;
  /** @returns the answer, for the person alone @throws UserError */
  run(args: Readonly<Record<string, string | undefined>>, context: CommandContext): Promise<Card>;
}

/** A command is data plus a function: the types of its arguments follow from its options. */
interface CommandDefinition<O extends Options> extends Command {
  readonly options: O;
  readonly positional: readonly (keyof O & string)[];
  run(args: Args<O>, context: CommandContext): Promise<Card>;
}

/** Ties a command's function to its data; help, parsing and registration come from the data. */
export function defineCommand<const O extends Options>(definition: CommandDefinition<O>): Command {
  return definition;
}
