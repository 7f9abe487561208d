import type { Accounts } from '../../accounts/accounts.ts';
import type { PlatformName } from '../../channelRef.ts';
import type { Clock } from '../../clock.ts';
import type { ConnectSetup } from '../../connect/connectSetup.ts';
import type { ProgramFacts } from '../../doctor/facts.ts';
import type { EventSenderOptions } from '../../events/createEventSender.ts';
import type { Faults } from '../../faults.ts';
import type { HookAddress } from '../../hooks/hookAddress.ts';
import type { Log } from '../../log.ts';
import type { ChatPort } from '../../notifications/chatPort.ts';
import type { CheckPolicy } from '../../polling/schedule.ts';
import type { Secrets } from '../../secrets.ts';
import type { Store } from '../../store/store.ts';
import type { ThreadsApi } from '../../threads/api.ts';
import type { Observer } from './observer.ts';

/** Everything that the core needs from outside. */
export interface ThreadwatchParts extends Partial<Observer> {
  readonly accounts: Accounts;
  readonly threads: ThreadsApi;
  readonly store: Store;
  readonly chats: ReadonlyMap<PlatformName, ChatPort>;
  readonly clock: Clock;
  /** The machine's time, which others compare with theirs, ms since the epoch; without it, that of the clock. */
  readonly wall?: (() => number) | undefined;
  readonly random: () => number;
  readonly log: Log;
  readonly policy: CheckPolicy;
  readonly thresholds: readonly number[];
  readonly quotaCron: string;
  /** The name after the slash, for pages; without it, the usual one. */
  readonly commandName?: string | undefined;
  /** In base64. Without a key, no token is stored. */
  readonly tokenKeys: readonly string[];
  readonly connect: ConnectSetup;
  /** The address of the folder `docs` of this project, where a copy of it is hosted. */
  readonly docsUrl?: string | undefined;
  readonly facts: ProgramFacts;
  /** What is wrong with the running program; `doctor` shows it. */
  readonly faults: Faults;
  /** Every token that is obtained at run time is added to it. */
  readonly secrets: Secrets;
  /** Where hooks are called; left out where no HTTP server is configured. */
  readonly hookAddress?: HookAddress | undefined;
  /** Whether it is known which workspaces each account serves; without it, it is. */
  readonly areWorkspacesKnown?: () => boolean;
  /** How many replicas live, where this process is one of several. */
  readonly countReplicas?: (() => number) | undefined;
  /** How events reach programs; without it, straight, and no private address. */
  readonly eventOptions?: EventSenderOptions | undefined;
  /** Resolves when a person has waited long enough for the answer to a command; without it, after 9 s. */
  readonly patience?: ((answered: AbortSignal) => Promise<void>) | undefined;
}
