import type { AccountHealth } from '../src/accounts/accountHealth.ts';
import type { Account } from '../src/accounts/accounts.ts';
import type { QuotaReader } from '../src/accounts/quotaReader.ts';
import type { AcknowledgeService } from '../src/alerts/acknowledgeService.ts';
import type { AlertSettingsService } from '../src/alerts/alertSettingsService.ts';
import type { RemedyOf } from '../src/alerts/createRemedyOf.ts';
import type { QuotaAlerts } from '../src/alerts/quotaAlerts.ts';
import type { QuotaPoller } from '../src/alerts/quotaPoller.ts';
import type { SnoozeService } from '../src/alerts/snoozeService.ts';
import type { UnwatchService } from '../src/alerts/unwatchService.ts';
import type { WatchService } from '../src/alerts/watchService.ts';
import type { ChannelRef } from '../src/channelRef.ts';
import type { ConnectService } from '../src/connect/connectService.ts';
import type { DisconnectService } from '../src/connect/disconnectService.ts';
import type { EventUrlPolicy } from '../src/events/eventUrl.ts';
import type { HookAddress } from '../src/hooks/hookAddress.ts';
import type { HookService } from '../src/hooks/hookService.ts';
import type { Card } from '../src/messages/card.ts';
import type { Finding } from '../src/messages/findings.ts';
import type { Text } from '../src/messages/text.ts';
import type { ChatPort } from '../src/notifications/chatPort.ts';
import type { NotificationGroups } from '../src/notifications/notificationGroups.ts';
import type { Poller } from '../src/polling/poller.ts';
import type { Publisher } from '../src/publishing/publisher.ts';
import type { ThreadsApi } from '../src/threads/api.ts';
import type { TokenStore } from '../src/tokens/tokenStore.ts';
import type { WatchStore } from '../src/watches/watchStore.ts';
import type { Form } from './form.ts';

/** An argument of a command. All are text: ids exceed every number type that a platform offers. */
export interface Option {
  readonly description: string;
  readonly required?: boolean;
  /** Takes several words, and may be given again. */
  readonly many?: boolean;
  /**
   * What belongs to it where its value is typed without quotes: one word; the words up to the next container id; or all
   * text up to the next argument. Without it, one word.
   */
  readonly takes?: 'words' | 'text';
  /** The most characters of its value; without it, {@link USUAL_LONGEST}. */
  readonly longest?: number;
  /** Takes the word `all` in place of ids. */
  readonly takesAll?: boolean;
  /** The values to choose from. The command checks the value again: a platform may let others through. */
  readonly choices?: readonly string[];
  /** Its value is container ids, in whatever they were pasted with. */
  readonly holdsIds?: boolean;
  /** What a platform suggests while a person types the value; without it, nothing. */
  readonly completes?: 'watches' | 'accounts' | 'commands';
}

/** The name after the slash, where the operator chose no other. */
export const DEFAULT_COMMAND_NAME = 'threads';

/** The most characters of an argument that names none. */
export const USUAL_LONGEST = 100;

type Options = Readonly<Record<string, Option>>;

/** The arguments as typed. Only required ones are always present. */
type Args<O extends Options> = {
  readonly [Name in keyof O]: O[Name] extends { readonly required: true } ? string : string | undefined;
};

/** The person who typed a command or pressed a button. */
export interface Person {
  readonly id: string;
  readonly isManager: boolean;
  /** Whether PUBLISHERS names them; managers may publish too. */
  readonly isPublisher?: boolean;
  /** Who the managers are on this platform, where people can't see it there: a clause for a refusal. */
  readonly managersAre?: Text;
}

/** What a command works with: the person, their channel, the accounts they may use, and the core's services. */
export interface CommandContext {
  readonly channel: ChannelRef;
  /** What people call the channel, where its platform says so. */
  readonly channelName: string | undefined;
  readonly person: Person;
  /** Only the accounts bound to this workspace. */
  readonly accounts: readonly Account[];
  /** ms since the epoch. */
  readonly now: number;
  readonly services: Services;
  /** Every command that can be typed, for `help`. */
  readonly commands: readonly Command[];
  /** The line that was typed, with some arguments changed; those that are `undefined` are left out. */
  readonly lineWith: (changes: Readonly<Record<string, string | undefined>>) => string;
}

export interface Services {
  readonly threads: ThreadsApi;
  readonly watchStore: WatchStore;
  readonly poller: Poller;
  readonly health: AccountHealth;
  readonly watchService: WatchService;
  readonly publisher: Publisher;
  readonly unwatchService: UnwatchService;
  readonly snoozeService: SnoozeService;
  readonly acknowledgeService: AcknowledgeService;
  readonly alertSettings: AlertSettingsService;
  readonly quotaAlerts: QuotaAlerts;
  readonly quotaReader: QuotaReader;
  readonly quotaPoller: QuotaPoller;
  readonly notificationGroups: NotificationGroups;
  readonly connectService: ConnectService;
  readonly disconnectService: DisconnectService;
  readonly hookService: HookService;
  /** Where hooks are called; `undefined` where HTTP_PORT is not set, so that nothing can be called. */
  readonly hookAddress: HookAddress | undefined;
  readonly tokenStore: Pick<TokenStore, 'lifeOf' | 'userOf'>;
  /** To which URLs events may be posted. */
  readonly eventUrlPolicy: EventUrlPolicy;
  /** How many events wait for the program of a hook, by the hook's id. */
  readonly waitingEvents: (hook: string) => number;
  readonly remedyOf: RemedyOf;
  /** The platforms' ports, for what only a platform knows of people. */
  readonly chats: ReadonlyMap<string, Pick<ChatPort, 'readMention' | 'timeZoneOf'>>;
  /** Checks the accounts, the channel and the program for `doctor`. */
  readonly examine: (context: Pick<CommandContext, 'accounts' | 'channel' | 'person'>) => Promise<Finding[]>;
  /** The thresholds of `alerts on` where it names none, per cent. */
  readonly defaultThresholds: readonly number[];
}

/**
 * A command as the table holds it, with every fact about it: platforms know no command by its name. Its arguments are
 * checked against `options` before `run` gets them.
 */
export interface Command {
  readonly name: string;
  readonly description: string;
  /** Who may run it. */
  readonly who: Access;
  /** Whether people type it, or only buttons run it. */
  readonly reach: 'typed' | 'button';
  /** Whether it posts in the channel, now or later: then its answer says whether the bot can post there. */
  readonly posts: boolean;
  /** Whether its answer is a list that is shown page by page. It runs again for each page, so it changes nothing. */
  readonly pages: boolean;
  /** Whether it makes calls to Threads: then a person who floods is answered from what is known. */
  readonly asksThreads: boolean;
  /** What becomes of it where nothing is typed: it answers, or its answer follows where a platform shows two. */
  readonly emptyLine?: 'answers' | 'follows';
  /** Its answer where it takes longer than a person should wait; without it, the line to type again. */
  readonly whileRunning?: (args: Readonly<Record<string, string | undefined>>) => Card;
  /** What a person fills in where a required argument is missing, on a platform that has forms. */
  readonly form?: Form;
  readonly options: Options;
  /** Names that options had in earlier versions, and their names now: old buttons carry them. */
  readonly replacedOptions?: Readonly<Record<string, string>>;
  /** The options that may be typed without their names, in this order. */
  readonly positional: readonly string[];
  /** A line that works, without the slash and the command name before it. */
  readonly example: string;
  /** @returns the answer, which only the person sees @throws UserError */
  run(args: Readonly<Record<string, string | undefined>>, context: CommandContext): Promise<Card>;
}

/** Who may run a command: managers may do all that others may. */
export type Access = 'anyone' | 'publisher' | 'manager';

/** A command is data plus a function. The types of its arguments derive from its options. */
interface CommandDefinition<O extends Options> extends Command {
  readonly options: O;
  readonly positional: readonly (keyof O & string)[];
  run(args: Args<O>, context: CommandContext): Promise<Card>;
}

/** Defines a command. Help, parsing, completion and registration derive from its data. */
export function defineCommand<const O extends Options>(definition: CommandDefinition<O>): Command {
  return definition;
}

/** Whether people type the command. */
export function isTyped({ reach }: Command): boolean {
  return reach === 'typed';
}
