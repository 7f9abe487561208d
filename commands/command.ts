import type { Account } from '../src/accounts.ts';
import type { AlertGroups } from '../src/alerts/alertGroups.ts';
import type { QuotaAlerts } from '../src/alerts/quotaAlerts.ts';
import type { Snoozing } from '../src/alerts/snoozing.ts';
import type { Watching } from '../src/alerts/watching.ts';
import type { Connecting } from '../src/connect/connecting.ts';
import type { Disconnecting } from '../src/connect/disconnecting.ts';
import type { Card } from '../src/messages/card.ts';
import type { Finding } from '../src/messages/doctorReport.ts';
import type { Place } from '../src/place.ts';
import type { ThreadsApi } from '../src/threads/api.ts';
import type { Looks } from '../src/watches/looks.ts';
import type { Sight } from '../src/watches/sight.ts';
import type { WatchBook } from '../src/watches/watchBook.ts';

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
  readonly place: Place;
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
  readonly book: WatchBook;
  readonly looks: Looks;
  readonly sight: Sight;
  readonly watching: Watching;
  readonly snoozing: Snoozing;
  readonly quotaAlerts: QuotaAlerts;
  readonly alertGroups: AlertGroups;
  readonly connecting: Connecting;
  readonly disconnecting: Disconnecting;
  /** Checks all that the asker's accounts, their channel and the program rest on. */
  readonly examine: (asked: Pick<CommandContext, 'accounts' | 'place' | 'person'>) => Promise<Finding[]>;
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
  /** @returns the answer, for the person alone @throws PersonError */
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
