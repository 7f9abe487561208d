import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { MINUTE, SECOND } from '../../src/duration.ts';
import { DeliveryError } from '../../src/notifications/chatPort.ts';
import { StoreError } from '../../src/store/store.ts';
import { CrashableProcess } from '../support/crashableProcess.ts';
import { channelRef, START, Story } from '../support/story.ts';
import type { PostedMessage } from '../support/storyChat.ts';
import { END, type Event, type History } from './history.ts';
import { channelName, idOf, scenarioOfHistory, TOKEN } from './world.ts';

/** What a channel was sure to be watching: the answer to `watch` said so. */
export interface SureWatch {
  readonly channel: number;
  readonly container: number;
  /** ms after the start. */
  readonly at: number;
}

/** All that came of a history, for the judge. */
export interface Transcript {
  readonly told: readonly PostedMessage[];
  readonly watches: readonly SureWatch[];
  /** Since when each channel was sure to be told of quotas, ms after the start. */
  readonly subscriptions: ReadonlyMap<number, number>;
  readonly deaths: number;
  /** Messages that the chat took and denied. */
  readonly denied: number;
  /** What each channel still watches at the end, in the words of `watches`. */
  readonly lists: readonly string[];
}

/** How long a dead process, or one whose job failed, stays as it is. */
const STEP = 5 * MINUTE;

/** Plays a history from its start until all that is to be told has been told. */
export async function playHistory(history: History): Promise<Transcript> {
  const folder = history.store === 'sqlite' ? mkdtempSync(join(tmpdir(), 'threadwatch-chaos-')) : undefined;
  const player = new Player(history);
  try {
    return await player.play(folder === undefined ? 'memory:' : `sqlite:${join(folder, 'chaos.db')}`);
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

class Player {
  readonly #history: History;
  readonly #agent = new Agent({ allowH2: false });
  readonly #watches: SureWatch[] = [];
  readonly #tried = new Set<string>();
  readonly #subscriptions = new Map<number, number>();
  #process = new CrashableProcess();
  #deaths = 0;

  constructor(history: History) {
    this.#history = history;
  }

  async play(storeUrl: string): Promise<Transcript> {
    const story = await Story.begin({
      scenario: scenarioOfHistory(this.#history),
      storeUrl,
      quotaCron: '*/30 * * * *',
      live: (clock) => {
        this.#process = new CrashableProcess((isWrite) => this.#troubleStore(isWrite, clock.now() - START));
        return this.#process;
      },
    });
    story.chat.before = () => this.#troubleChat(story);
    try {
      for (const event of this.#history.events) {
        await this.#passUntil(story, event.at);
        await this.#happen(story, event);
      }
      await this.#passUntil(story, END);
      return {
        told: story.chat.messages,
        watches: this.#watches,
        subscriptions: this.#subscriptions,
        deaths: this.#deaths,
        denied: story.chat.denied,
        lists: await this.#listWatches(story),
      };
    } finally {
      await this.#agent.close();
      await story.end();
    }
  }

  async #passUntil(story: Story, at: number): Promise<void> {
    for (let now = since(story); now < at; now = since(story)) {
      const isSafe = !this.#process.willCrash && !this.#isStoreFailing(now, at);
      const seconds = Math.ceil((isSafe ? at - now : Math.min(STEP, at - now)) / SECOND);
      // A job that fails is run again at its next time; the stepped clock goes on from where it stood.
      await story.pass(`${seconds}s`).catch(() => undefined);
      if (since(story) < now + seconds * SECOND) story.clock.moveTo(START + now + seconds * SECOND);
      await this.#restartIfDead(story);
    }
  }

  async #restartIfDead(story: Story): Promise<void> {
    while (this.#process.hasCrashed) {
      this.#deaths += 1;
      for (let isUp = false; !isUp; )
        try {
          await story.restart();
          isUp = true;
        } catch {
          // The store fails just now: whoever runs the program starts it again.
          story.clock.moveTo(story.clock.now() + MINUTE);
        }
    }
  }

  async #happen(story: Story, event: Event): Promise<void> {
    switch (event.kind) {
      case 'watch':
        return this.#watch(story, event.channel, event.containers);
      case 'unwatch':
        this.#forget(event.channel, event.container);
        await this.#ask(story, event.channel, 'unwatch', { container: idOf(event.container) });
        return;
      case 'ask':
        await this.#ask(story, event.channel, 'status', { container: idOf(event.container) });
        return;
      case 'alerts on':
        if (isDone(await this.#ask(story, event.channel, 'alerts', { state: 'on' })))
          this.#subscriptions.set(event.channel, this.#subscriptions.get(event.channel) ?? since(story));
        return;
      case 'snooze':
        await this.#ask(story, event.channel, 'snooze', snoozeArgs(event));
        return;
      case 'kill':
        this.#process.crashAfter(event.awaits);
        return;
      case 'sleep':
        story.clock.moveTo(story.clock.now() + event.span);
        return;
      case 'channel lost':
        story.chat.failed.add(channelName(event.channel));
        return;
      case 'chat fails':
      case 'store fails':
        return;
    }
  }

  async #watch(story: Story, name: number, containers: readonly number[]): Promise<void> {
    const wanted = containers.filter((container) => !this.#tried.has(`${name} ${container}`));
    if (wanted.length === 0) return;
    for (const container of wanted) {
      this.#tried.add(`${name} ${container}`);
      await this.#bear(story, container);
    }
    const at = since(story);
    const answer = await this.#ask(story, name, 'watch', { container: wanted.map(idOf).join(' ') });
    if (isDone(answer)) for (const container of wanted) this.#watches.push({ channel: name, container, at });
  }

  /** A container's life begins with its first call, which whoever made it makes. */
  async #bear(story: Story, container: number): Promise<void> {
    const url = `${story.sandbox.url}/v1.0/${idOf(container)}?fields=status`;
    const headers = { authorization: `Bearer ${TOKEN}` };
    await request(url, { dispatcher: this.#agent, headers }).then(
      ({ body }) => body.dump(),
      () => undefined,
    );
  }

  #forget(name: number, container: number): void {
    this.#tried.add(`${name} ${container}`);
    const at = this.#watches.findIndex((each) => each.channel === name && each.container === container);
    if (at >= 0) this.#watches.splice(at, 1);
  }

  async #ask(
    story: Story,
    name: number,
    command: string,
    args: Readonly<Record<string, string>>,
  ): Promise<string> {
    const person = { id: 'ann', isManager: true };
    const card = await story.bot.dispatch({ command, args, channel: channelRef(channelName(name)), person });
    await story.bot.deliver().catch(() => undefined);
    await this.#restartIfDead(story);
    return story.render(card);
  }

  #troubleChat(story: Story): void {
    const window = this.#history.events.find(
      (each) => each.kind === 'chat fails' && isIn(each, since(story)),
    );
    const takes = window?.kind === 'chat fails' && window.takes;
    story.chat.refuseAfterTaking = takes;
    story.chat.fault =
      window !== undefined && !takes ? new DeliveryError('passing', '500', 'the chat is down') : undefined;
  }

  #troubleStore(isWrite: boolean, now: number): void {
    const window = this.#history.events.find((each) => each.kind === 'store fails' && isIn(each, now));
    if (window?.kind === 'store fails' && (isWrite || window.reads))
      throw new StoreError('store_failed', 'the disk is full');
  }

  #isStoreFailing(from: number, to: number): boolean {
    return this.#history.events.some(
      (each) => each.kind === 'store fails' && each.at < to && each.at + each.span > from,
    );
  }

  async #listWatches(story: Story): Promise<string[]> {
    const lists: string[] = [];
    for (let name = 0; name < this.#history.channels; name += 1)
      lists.push(await this.#ask(story, name, 'watches', {}));
    return lists;
  }
}

/** ms since the story began. */
function since(story: Story): number {
  return story.clock.now() - START;
}

function isIn({ at, span }: { at: number; span: number }, now: number): boolean {
  return now >= at && now < at + span;
}

function isDone(answer: string): boolean {
  return !answer.includes('Something went wrong on our side');
}

function snoozeArgs({ what, hours }: Extract<Event, { kind: 'snooze' }>): Record<string, string> {
  const duration = { for: `${hours}h` };
  if (what === 'channel') return duration;
  if (what === 'quotas') return { ...duration, account: 'brand' };
  return { ...duration, account: 'brand', container: idOf(what) };
}
