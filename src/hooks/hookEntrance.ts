import type { Accounts } from '../accounts/accounts.ts';
import type { CalledHook, HookCall, HookIntake } from '../alerts/hookCall.ts';
import type { Clock } from '../clock.ts';
import { MINUTE } from '../duration.ts';
import type { Store } from '../store/store.ts';
import { WatchLimitError } from '../watches/watchLimits.ts';
import { CallLimit, HOOK_RATE, UNKNOWN_RATE } from './callLimit.ts';
import type { Hook } from './hook.ts';
import {
  ANSWER_FAILED,
  ANSWER_FULL,
  ANSWER_STARTING,
  ANSWER_UNKNOWN,
  answerAccepted,
  answerLimited,
  answerTooLarge,
  answerUnreadable,
  type HookAnswer,
  TOO_LARGE,
} from './hookAnswer.ts';
import type { Admission, HookDoor } from './hookDoor.ts';
import { hashKey } from './hookKey.ts';
import type { HookStore } from './hookStore.ts';
import { HookCallError } from './read/hookCallError.ts';
import type { HookContent } from './read/readFields.ts';
import { readHookCall } from './read/readHookCall.ts';
import type { UnreadableCalls } from './unreadableCalls.ts';

/** How a call ended, for the metrics. */
export const HOOK_CALL_OUTCOMES = ['accepted', 'unreadable', 'limited', 'unknown', 'failed'] as const;

export type HookCallOutcome = (typeof HOOK_CALL_OUTCOMES)[number];

export interface HookEntranceOptions {
  readonly hookStore: HookStore;
  readonly intake: HookIntake;
  readonly unreadableCalls: UnreadableCalls;
  readonly accounts: Pick<Accounts, 'get' | 'isBound'>;
  readonly store: Pick<Store, 'ensureLeased'>;
  readonly clock: Clock;
  /** Whether every platform has been connected, so that it is known which workspaces each account serves. */
  readonly areWorkspacesKnown: () => boolean;
  readonly onCall: (outcome: HookCallOutcome) => void;
  /** A fault of our own side. */
  readonly onError: (error: unknown, hook: CalledHook) => void;
}

/** Where the calls of publishing programs come in, whatever brings them. */
export class HookEntrance implements HookDoor {
  readonly #options: HookEntranceOptions;
  readonly #limits = new Map<string, CallLimit>();
  readonly #unknown: CallLimit;
  /** The hooks whose last use is being stored. */
  readonly #noting = new Set<string>();

  constructor(options: HookEntranceOptions) {
    this.#options = options;
    this.#unknown = new CallLimit(UNKNOWN_RATE, options.clock.now());
  }

  /** Looks for the hook of a key, and whether it is called too often. */
  admit(key: string): Admission {
    return this.admitHash(hashKey(key));
  }

  /** The same for a key of which another process has forwarded the hash alone: only whoever has the key has it too. */
  admitHash(hash: string): Admission {
    const hook = this.#options.hookStore.findByHash(hash);
    if (hook === undefined) return this.#refuseUnknown();
    if (!this.#isBound(hook)) return this.#refuseUnbound(hook);
    const wait = this.#limitOf(hook).take(this.#options.clock.now());
    if (wait > 0) return this.#refuse('limited', answerLimited(wait));
    this.#noteUse(hook);
    return {
      kind: 'admitted',
      take: (content) => this.#takeContent(hook, content),
      refuseTooLarge: () => this.#refuseTooLarge(hook),
    };
  }

  /** Stores what a call says; never rejects. */
  async #takeContent({ id }: Hook, content: HookContent): Promise<HookAnswer> {
    const { hookStore, clock } = this.#options;
    // It may have been revoked while the call was on its way.
    const hook = hookStore.get(id);
    if (hook === undefined || !this.#isBound(hook)) return this.#end('unknown', ANSWER_UNKNOWN);
    try {
      const call = readHookCall(content, clock.now());
      if (call.kind === 'published' && !hook.reportsPublished)
        await hookStore.change(id, { reportsPublished: true });
      return await this.#take(toCalledHook(hook), call);
    } catch (error) {
      if (error instanceof HookCallError) await this.#tellUnreadable(hook, error);
      return this.#explain(error, toCalledHook(hook));
    }
  }

  /** Stores what a call says that came in without a key, as in the demo; never rejects. */
  async play(hook: CalledHook, content: HookContent): Promise<HookAnswer> {
    try {
      return await this.#take(hook, readHookCall(content, this.#options.clock.now()));
    } catch (error) {
      return this.#explain(error, hook);
    }
  }

  async #take(hook: CalledHook, call: HookCall): Promise<HookAnswer> {
    await this.#options.store.ensureLeased();
    const outcomes = await this.#options.intake.take(hook, call, this.#options.clock.now());
    return this.#end('accepted', answerAccepted(outcomes));
  }

  async #refuseTooLarge(hook: Hook): Promise<HookAnswer> {
    await this.#tellUnreadable(hook, TOO_LARGE);
    return this.#end('unreadable', answerTooLarge());
  }

  #explain(error: unknown, hook: CalledHook): HookAnswer {
    if (error instanceof HookCallError) return this.#end('unreadable', answerUnreadable(error));
    if (error instanceof WatchLimitError) return this.#end('limited', ANSWER_FULL);
    this.#options.onError(error, hook);
    return this.#end('failed', ANSWER_FAILED);
  }

  /** The program is answered all the same where the channel can't be told. */
  async #tellUnreadable(hook: Hook, error: HookCallError): Promise<void> {
    try {
      await this.#options.unreadableCalls.tell(hook, error);
    } catch (fault) {
      this.#options.onError(fault, toCalledHook(hook));
    }
  }

  #isBound({ channel, account }: Hook): boolean {
    return this.#options.accounts.isBound(account, channel.workspace);
  }

  /** The account serves the workspace no more; or it is not known yet, at the start, that it does. */
  #refuseUnbound({ account }: Hook): Admission {
    const { accounts, areWorkspacesKnown } = this.#options;
    return accounts.get(account) === undefined || areWorkspacesKnown()
      ? this.#refuseUnknown()
      : this.#refuse('failed', ANSWER_STARTING);
  }

  #refuseUnknown(): Admission {
    const wait = this.#unknown.take(this.#options.clock.now());
    return this.#refuse('unknown', wait > 0 ? answerLimited(wait) : ANSWER_UNKNOWN);
  }

  #refuse(outcome: HookCallOutcome, answer: HookAnswer): Admission {
    return { kind: 'refused', answer: this.#end(outcome, answer) };
  }

  #end(outcome: HookCallOutcome, answer: HookAnswer): HookAnswer {
    this.#options.onCall(outcome);
    return answer;
  }

  #limitOf({ id }: Hook): CallLimit {
    const limit = this.#limits.get(id) ?? new CallLimit(HOOK_RATE, this.#options.clock.now());
    this.#limits.set(id, limit);
    return limit;
  }

  /** Written beside the answer, and once a minute: it is for people alone. */
  #noteUse(hook: Hook): void {
    const { hookStore, clock, onError } = this.#options;
    const now = clock.now();
    if (now - (hook.usedAt ?? 0) < MINUTE || this.#noting.has(hook.id)) return;
    this.#noting.add(hook.id);
    hookStore
      .change(hook.id, { usedAt: now })
      .catch((error: unknown) => onError(error, toCalledHook(hook)))
      .finally(() => this.#noting.delete(hook.id));
  }
}

function toCalledHook({ id, name, channel, account, by, reportsPublished }: Hook): CalledHook {
  return { id, name, channel, account, by, reportsPublished };
}
