import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSteadyClock } from '../../src/app/steadyClock.ts';
import { renderPlain } from '../../src/chat/terminal/renderCard.ts';
import type { Clock } from '../../src/clock.ts';
import { SECOND } from '../../src/duration.ts';
import { openStore } from '../../src/store/openStore.ts';
import { StoreError } from '../../src/store/store.ts';
import { CrashableProcess } from '../support/crashableProcess.ts';
import { START, Story } from '../support/story.ts';
import { ChaosChat } from './chaosChat.ts';
import { END, type Event, type History } from './history.ts';
import { openWay } from './ownedContainers.ts';
import { People } from './people.ts';
import type { Span, Transcript } from './transcript.ts';
import { Weather } from './weather.ts';
import { ACCOUNTS, CHANNELS, channelOf, scenarioOfHistory } from './world.ts';

/** How long a process may run before somebody looks whether it has died. */
const STEP = 30 * SECOND;

/** Plays a history from its start until all that is to be told has been told. */
export async function playHistory(history: History): Promise<Transcript> {
  const folder = mkdtempSync(join(tmpdir(), 'threadwatch-chaos-'));
  try {
    const url = history.store === 'sqlite' ? `sqlite:${join(folder, 'chaos.db')}` : 'memory:';
    return await new Player(history, url).play();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

class Player {
  readonly #history: History;
  readonly #storeUrl: string;
  readonly #way;
  readonly #people: People;
  readonly #weather: Weather;
  readonly #deaths: number[] = [];
  readonly #sleeps: Span[] = [];
  readonly #faults: string[] = [];
  #story: Story | undefined;
  #chat: ChaosChat | undefined;
  #process = new CrashableProcess();
  #readClock: () => void = () => undefined;
  /** A running program reads its clock every few seconds, so also just before and after it is set. */
  readonly #clockSteps: readonly number[];

  constructor(history: History, storeUrl: string) {
    this.#history = history;
    this.#clockSteps = history.events
      .flatMap((each) => (each.kind === 'clock back' ? [each.at, each.at + each.span] : []))
      .flatMap((at) => [at - SECOND, at])
      .sort((a, b) => a - b);
    this.#storeUrl = storeUrl;
    this.#way = openWay(history);
    this.#weather = new Weather(history);
    this.#people = new People({
      history,
      story: () => this.#current,
      now: () => this.#now,
      way: this.#way,
      deaths: () => this.#deaths.length,
      onAnswered: () => this.#restartIfDead(),
    });
  }

  async play(): Promise<Transcript> {
    try {
      this.#story = await this.#begin();
      for (const event of this.#history.events) {
        await this.#passUntil(event.at);
        await this.#happen(event);
      }
      await this.#passUntil(END);
      return await this.#conclude();
    } finally {
      await this.#story?.end();
      await this.#way.close();
    }
  }

  async #begin(): Promise<Story> {
    const store = await openStore(this.#storeUrl);
    await store.lease({ onWait: () => undefined, onLost: () => undefined, onEmptied: () => undefined });
    return Story.begin({
      scenario: scenarioOfHistory(this.#history),
      workspaces: Object.fromEntries(ACCOUNTS.map(({ name, workspaces }) => [name, workspaces])),
      store,
      quotaCron: '*/30 * * * *',
      reach: () => ({ dispatcher: this.#way }),
      botClock: (clock) => this.#createClock(clock),
      live: (clock) => {
        this.#chat ??= this.#createChat(clock);
        const chat = this.#chat;
        const process = new CrashableProcess((isWrite) =>
          this.#weather.troubleStore(isWrite, clock.now() - START),
        );
        this.#process = process;
        return { store: (inner) => process.store(inner), chat: () => process.chat(chat) };
      },
    });
  }

  /** The machine's clock, which may be wrong, behind the clock of the program, which makes the best of it. */
  #createClock(clock: Clock): Clock {
    const now = (): number => clock.now() - START;
    const steady = createSteadyClock({
      wall: () => clock.now() - (this.#weather.windowOf('clock back', now())?.by ?? 0),
      monotonic: () => clock.now() - this.#sleeps.reduce((sum, { from, to }) => sum + to - from, 0),
      onStep: () => undefined,
    });
    this.#readClock = () => void steady.now();
    return steady;
  }

  #createChat(clock: Clock): ChaosChat {
    return new ChaosChat({
      render: (card) => renderPlain(card, { commandName: 'threads', now: clock.now(), timeZone: 'UTC' }),
      now: () => clock.now() - START,
      mood: () => this.#weather.moodOf(clock.now() - START),
    });
  }

  get #now(): number {
    return this.#current.clock.now() - START;
  }

  get #current(): Story {
    if (this.#story === undefined) throw new Error('the history has not begun');
    return this.#story;
  }

  async #passUntil(at: number): Promise<void> {
    for (const stop of this.#clockSteps.filter((each) => each > this.#now && each < at)) {
      await this.#passAlong(stop);
      this.#readClock();
    }
    await this.#passAlong(at);
  }

  async #passAlong(at: number): Promise<void> {
    for (let now = this.#now; now < at; now = this.#now) {
      const isWatched = this.#process.willCrash || this.#weather.isStoreFailing(now, at);
      const seconds = Math.ceil((isWatched ? Math.min(STEP, at - now) : at - now) / SECOND);
      // A job that fails is run again at its next time; the stepped clock goes on from where it stood.
      await this.#current.pass(`${seconds}s`).catch(() => this.#skipOutage());
      await this.#restartIfDead();
    }
  }

  /** While the store fails, nothing comes of a run: every so manieth is enough. */
  #skipOutage(): void {
    const window = this.#weather.windowOf('store fails', this.#now);
    if (window === undefined) return;
    const end = window.at + window.span;
    this.#current.clock.moveTo(START + Math.min(end, this.#now + STEP));
  }

  async #restartIfDead(): Promise<void> {
    while (this.#process.hasCrashed) {
      this.#deaths.push(this.#now);
      for (let isUp = false; !isUp; )
        try {
          await this.#current.restart();
          isUp = true;
        } catch {
          // The store fails just now: whoever runs the program starts it again.
          this.#current.clock.moveTo(this.#current.clock.now() + STEP);
        }
    }
  }

  async #happen(event: Event): Promise<void> {
    switch (event.kind) {
      case 'watch':
      case 'unwatch':
      case 'ask':
      case 'alerts':
      case 'snooze':
        return this.#people.say(event);
      case 'delete':
        this.#chat?.deleteLatest(channelOf(event.channel).id);
        return;
      case 'kill':
        this.#process.crashAfter(event.awaits);
        return;
      case 'sleep':
        this.#sleeps.push({ from: this.#now, to: this.#now + event.span });
        this.#current.clock.moveTo(this.#current.clock.now() + event.span);
        return;
      case 'refuse':
        this.#chat?.refusals.set(channelOf(event.channel).id, event.posts);
        return;
      case 'second process':
        return this.#startSecond();
      case 'channel lost':
        this.#chat?.lost.add(channelOf(event.channel).id);
        return;
      case 'clock back':
      case 'chat fails':
      case 'store fails':
        return;
    }
  }

  /** Of two processes on one store, the second must find out that it is the second. */
  async #startSecond(): Promise<void> {
    if (!this.#storeUrl.startsWith('sqlite:')) return;
    const store = await openStore(this.#storeUrl);
    try {
      await store.lease({ onWait: () => undefined, onLost: () => undefined, onEmptied: () => undefined });
      this.#faults.push('a second process could start on the store of the first');
    } catch (error) {
      if (!(error instanceof StoreError && error.code === 'store_owned')) throw error;
    } finally {
      await store.close();
    }
  }

  async #conclude(): Promise<Transcript> {
    const lists: string[] = [];
    for (const index of CHANNELS.keys())
      if (index < this.#history.channels) lists.push(await this.#people.dispatch(index, 'watches', {}));
    return {
      told: this.#chat?.messages ?? [],
      typed: this.#people.typed,
      bornAt: this.#people.bornAt,
      deaths: this.#deaths,
      sleeps: this.#sleeps,
      denied: this.#chat?.denied ?? 0,
      lists,
      faults: this.#faults,
    };
  }
}
