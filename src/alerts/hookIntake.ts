import { createHash } from 'node:crypto';
import { type ChannelRef, channelKey, isSameWorkspace } from '../channelRef.ts';
import { MINUTE } from '../duration.ts';
import type { KeyedLock } from '../keyedLock.ts';
import type { Outbox } from '../notifications/outbox.ts';
import type { Poller } from '../polling/poller.ts';
import type { ErrorDetails } from '../threads/errorDetails.ts';
import { explainError } from '../threads/explainError.ts';
import type { GraphError } from '../threads/readGraphError.ts';
import { readReportedError } from '../threads/reportedError.ts';
import type { ContainerEvent } from '../watches/containerEvent.ts';
import { type Watch, watchKey } from '../watches/watch.ts';
import type { WatchStore } from '../watches/watchStore.ts';
import type { EventFeed } from './eventFeed.ts';
import type { CalledHook, HookCall, HookIntake, HookOutcome } from './hookCall.ts';
import type { HookDays } from './hookDays.ts';
import type { LiveMessages } from './liveMessages.ts';
import type { Notifier } from './notifier.ts';
import type { RecentSubscribers } from './recentSubscribers.ts';
import type { WatchService } from './watchService.ts';

/** So many different errors are told of one container in a workspace: a program that tries for hours is told of once for each. */
const MOST_ERRORS = 10;

/** The same error of creating a post is told once in this time: a call may come twice, and a program may try again. */
const SAME_CREATE_ERROR = 10 * MINUTE;

export interface HookIntakeOptions {
  readonly watchService: WatchService;
  readonly watchStore: WatchStore;
  readonly poller: Poller;
  readonly hookDays: HookDays;
  readonly liveMessages: LiveMessages;
  readonly recentSubscribers: RecentSubscribers;
  readonly notifier: Notifier;
  readonly outbox: Outbox;
  readonly eventFeed: EventFeed;
  /** Held while a watch is read and written back. */
  readonly lock: KeyedLock;
  /** Begins to send the new messages of a channel. */
  readonly flushNew: (channel: ChannelRef) => void;
  /** Called where what follows from a call fails on our side; what the call said is stored. */
  readonly onError: (error: unknown, hook: CalledHook) => void;
}

/** An error that a program reports; `kind` begins the names of all those of its workspace. */
interface ReportedIncident {
  readonly kind: string;
  readonly incident: string;
  readonly event: ContainerEvent;
}

type Reported<K extends HookCall['kind']> = Extract<HookCall, { kind: K }>;

/** Does what publishing programs report: begins their watches, ends those of published posts, and tells errors. */
export class HookIntakeService implements HookIntake {
  readonly #options: HookIntakeOptions;
  /** What follows from calls, and is not done yet; they never reject. */
  readonly #following = new Set<Promise<void>>();

  constructor(options: HookIntakeOptions) {
    this.#options = options;
  }

  take(hook: CalledHook, call: HookCall, now: number): Promise<readonly HookOutcome[]> {
    switch (call.kind) {
      case 'watch':
        return this.#watch(hook, call, now);
      case 'published':
        return this.#acceptPublished(hook, call, now);
      case 'error':
        return call.container === undefined
          ? this.#tellCreateError(hook, call.error, call.note, now)
          : this.#tellPublishError(hook, call.container, call, now);
    }
  }

  /** A container that has ended is not watched again: the call came late, or for the second time. */
  async #watch(hook: CalledHook, call: Reported<'watch'>, now: number): Promise<HookOutcome[]> {
    const outcomes: HookOutcome[] = [];
    for (const container of call.containers)
      outcomes.push({ container, watching: !(await this.#options.hookDays.hasEnded(hook, container, now)) });
    const containers = outcomes.filter(({ watching }) => watching).map(({ container }) => container);
    if (containers.length > 0) await this.#subscribe(hook, containers, call, now);
    this.#follow(hook, this.#options.liveMessages.flushDue(now));
    return outcomes;
  }

  #subscribe(
    { id, name, channel, by, account, reportsPublished = false }: CalledHook,
    containers: readonly string[],
    { note, createdAt }: Pick<HookCall, 'note' | 'createdAt'>,
    now: number,
  ) {
    const age = createdAt === undefined ? 0 : now - createdAt;
    const request = { channel, by, account, containers, age, note, hook: { id, name, reportsPublished } };
    return this.#options.watchService.subscribe(request, now);
  }

  async #acceptPublished(
    hook: CalledHook,
    { container, post, note, createdAt }: Reported<'published'>,
    now: number,
  ): Promise<HookOutcome[]> {
    const { watchStore, poller, hookDays, liveMessages, recentSubscribers, eventFeed } = this.#options;
    const { id: hookId, channel, account, by } = hook;
    const outcome = [{ container, watching: false }];
    const key = watchStore.findKey(channel, container, account);
    const believes = (each: ChannelRef): boolean => isSameWorkspace(each, channel);
    if (key !== undefined && (await poller.acceptPublished(readKey(key), post, believes)) !== undefined)
      return outcome;
    const state = { kind: 'status', status: 'PUBLISHED', at: now, post } as const;
    if (await hookDays.hasEnded(hook, container, now)) {
      await hookDays.showPublished(hook, container, state, now);
      return outcome;
    }
    await recentSubscribers.note(account, channel, now);
    const seen = { container, createdAt: createdAt ?? now, state };
    await eventFeed.add({
      kind: 'container',
      id: `published/${account}/${container}/${channelKey(channel)}`,
      ...{ channel, account, at: now, news: { kind: 'published' }, note, hook: hookId, ...seen },
    });
    const item = { ...seen, ...(note !== undefined && { note }), watched: false };
    await liveMessages.addPublished(channel, { account, by, item, now });
    return outcome;
  }

  async #tellCreateError(
    { id: hookId, name, channel, account, by }: CalledHook,
    reported: GraphError,
    note: string | undefined,
    now: number,
  ): Promise<HookOutcome[]> {
    const { outbox, eventFeed, recentSubscribers, flushNew } = this.#options;
    const error = readReportedError(reported, 'create');
    const id = `create-error/${hookId}/${hash([nameError(error), note])}/${Math.floor(now / SAME_CREATE_ERROR)}`;
    const content = { kind: 'create-error', account, by, hook: name, error } as const;
    await recentSubscribers.note(account, channel, now);
    await outbox.add(
      id,
      channel,
      { ...content, ...(note !== undefined && { note }) },
      { at: now, final: true },
    );
    await eventFeed.add({ kind: 'create-error', id, channel, account, at: now, error, note, hook: hookId });
    flushNew(channel);
    return [];
  }

  /** What has ended is told already. */
  async #tellPublishError(
    hook: CalledHook,
    container: string,
    call: Reported<'error'>,
    now: number,
  ): Promise<HookOutcome[]> {
    const ended = [{ container, watching: false }];
    if (await this.#options.hookDays.hasEnded(hook, container, now)) return ended;
    const { keys } = await this.#subscribe(hook, [container], call, now);
    const error = readReportedError(call.error, 'publish');
    const kind = reportedErrorsOf(hook.channel);
    const incident = `${kind}-${hash([nameError(error)])}`;
    const event = { kind: 'publish-error', error } as const;
    const watch = await this.#storeError(hook, keys[0] ?? '', { kind, incident, event }, now);
    if (watch === undefined) return ended;
    this.#follow(hook, this.#findStatus(watch, incident));
    return [{ container, watching: true }];
  }

  /** Resolves when what follows from all calls so far is done. */
  async drain(): Promise<void> {
    await Promise.all(this.#following);
  }

  /** The program need not wait for it. */
  #follow(hook: CalledHook, work: Promise<void>): void {
    const { flushNew, onError } = this.#options;
    const following = work
      .catch((cause: unknown) => onError(cause, hook))
      .finally(() => {
        this.#following.delete(following);
        flushNew(hook.channel);
      });
    this.#following.add(following);
  }

  /**
   * An account may serve several workspaces: only the hook's own is told.
   *
   * @returns the watch; `undefined` where it ended meanwhile
   */
  #storeError(
    hook: CalledHook,
    key: string,
    { kind, incident, event }: ReportedIncident,
    now: number,
  ): Promise<Watch | undefined> {
    const { watchStore, notifier, lock } = this.#options;
    return lock.run(key, async () => {
      const before = await watchStore.get(key);
      if (before === undefined) return undefined;
      const known = before.reportedErrors ?? [];
      const isKnown = known.includes(incident);
      const told = known.filter((each) => each.startsWith(kind)).length;
      if (!isKnown && told >= MOST_ERRORS) return before;
      const watch = isKnown ? before : { ...before, reportedErrors: [...known, incident] };
      // The watch first: it names the alerts that are to show how it ends.
      if (!isKnown) await watchStore.save(watch, before);
      const subscribers = watch.subscribers.filter((each) => isSameWorkspace(each.channel, hook.channel));
      await notifier.notifyReported({ ...watch, subscribers }, event, incident, now);
      return watch;
    });
  }

  /** Checks the container, and shows on the alert what its own status says. */
  async #findStatus(watch: Watch, incident: string): Promise<void> {
    const { poller, watchStore, notifier } = this.#options;
    const key = watchKey(watch.account, watch.container);
    const decision = (await poller.checkNow([watch])).get(key);
    const state = decision?.watch.state ?? (await watchStore.get(key))?.state;
    if (state === undefined || state.kind === 'unknown') return;
    await notifier.showSeen(watch, incident, state);
    // The check's own alert says why it failed, and what to do.
    if (decision?.ended && decision.event !== undefined) await notifier.dropUnread(watch, incident);
  }
}

function readKey(key: string): Pick<Watch, 'account' | 'container'> {
  const slash = key.indexOf('/');
  return { account: key.slice(0, slash), container: key.slice(slash + 1) };
}

/**
 * The same for errors that read the same to people, numbers aside: Meta's words can hold the time, and a program that
 * tries again would be told of anew each time.
 */
function nameError(error: ErrorDetails): readonly unknown[] {
  return [error.kind, error.code, error.subcode, explainError(error).cause.replaceAll(/\d+/g, '0')];
}

/** Begins the names of the errors that programs of a workspace reported, as a watch keeps them. */
export function reportedErrorsOf({ platform, workspace }: Omit<ChannelRef, 'id'>): string {
  return `publish-error-${hash([platform, workspace])}`;
}

/** The same for the same facts. */
function hash(facts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(facts)).digest('base64url').slice(0, 16);
}
