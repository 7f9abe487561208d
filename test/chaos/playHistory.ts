import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Invocation } from '../../commands/invocation.ts';
import { renderPlain } from '../../src/chat/terminal/renderCard.ts';
import type { Clock } from '../../src/clock.ts';
import { SECOND } from '../../src/duration.ts';
import { CrashableProcess } from '../support/crashableProcess.ts';
import type { RedisPair } from '../support/redisPair.ts';
import { Story } from '../support/story.ts';
import { ChaosChat } from './chaosChat.ts';
import { happenInChat, isEveryday } from './everydayEvents.ts';
import { END, type Event, type History } from './history.ts';
import { inZone } from './inZone.ts';
import { Machine } from './machine.ts';
import { openWay } from './ownedContainers.ts';
import { People } from './people.ts';
import { PlayedStore } from './playedStore.ts';
import { RedisTrouble } from './redisTrouble.ts';
import { startSecond } from './startSecond.ts';
import { StopSwitch } from './stopSwitch.ts';
import { Takeover } from './takeover.ts';
import type { Transcript } from './transcript.ts';
import { Weather } from './weather.ts';
import { ACCOUNTS, CHANNELS, scenarioOfHistory } from './world.ts';

/** How long a process may run before somebody looks whether it has died. */
const STEP = 30 * SECOND;

/**
 * Plays a history from its start until all that is to be told has been told.
 *
 * @param redis emptied, for a history on Redis
 */
export async function playHistory(history: History, redis?: RedisPair): Promise<Transcript> {
  const folder = mkdtempSync(join(tmpdir(), 'threadwatch-chaos-'));
  try {
    const urls = { memory: 'memory:', sqlite: `sqlite:${join(folder, 'chaos.db')}`, redis: redis?.url ?? '' };
    const play = (timeZone: string) =>
      new Player(history, { storeUrl: urls[history.store], redis, timeZone }).play();
    return history.clockChange ? await inZone(history.clockChange.zone, play) : await play('UTC');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface PlayerOptions {
  readonly storeUrl: string;
  readonly redis: RedisPair | undefined;
  /** As the program finds it. */
  readonly timeZone: string;
}

class Player {
  readonly #history: History;
  readonly #machine: Machine;
  readonly #storeUrl: string;
  readonly #way;
  readonly #people: People;
  readonly #weather: Weather;
  readonly #deaths: number[] = [];
  readonly #stops: number[] = [];
  readonly #takeover: Takeover;
  readonly #stopSwitch = new StopSwitch(() => this.#current.stopJobs());
  readonly #faults: string[] = [];
  readonly #redis: RedisPair | undefined;
  readonly #redisDay: RedisTrouble | undefined;
  #store: PlayedStore | undefined;
  #story: Story | undefined;
  #chat: ChaosChat | undefined;
  #process = new CrashableProcess();

  constructor(history: History, { storeUrl, redis, timeZone }: PlayerOptions) {
    this.#history = history;
    this.#storeUrl = storeUrl;
    this.#redis = redis;
    this.#redisDay = redis && this.#createTrouble(redis);
    this.#takeover = this.#createTakeover();
    this.#way = openWay(history);
    this.#weather = new Weather(history);
    this.#machine = new Machine({ history, weather: this.#weather, timeZone });
    this.#people = new People({
      history,
      answer: (invocation) => this.#answer(invocation),
      sandboxUrl: () => this.#current.sandbox.url,
      now: () => this.#now,
      way: this.#way,
      interruptions: () => this.#deaths.length + this.#takeover.pauses.length,
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
    this.#store = await PlayedStore.open({
      url: this.#storeUrl,
      redis: this.#redis,
      monotonic: () => this.#machine.monotonic(this.#story?.clock ?? { now: () => this.#machine.start }),
      onEmptied: (emptied) => this.#redisDay?.onEmptied(emptied),
    });
    return Story.begin({
      scenario: scenarioOfHistory(this.#history),
      workspaces: Object.fromEntries(ACCOUNTS.map(({ name, workspaces }) => [name, workspaces])),
      store: this.#store,
      quotaCron: '*/30 * * * *',
      startsAt: this.#machine.start,
      createJobs: (jobs, signal) =>
        this.#machine.createJobs(jobs, signal, () => this.#now + this.#machine.start),
      reach: () => ({ dispatcher: this.#stopSwitch.count(this.#way) }),
      botClock: (clock) => this.#machine.createClock(clock),
      live: (clock) => {
        this.#chat ??= this.#createChat(clock);
        const chat = this.#chat;
        const process = new CrashableProcess((isWrite) =>
          this.#weather.troubleStore(isWrite, clock.now() - this.#machine.start),
        );
        this.#process = process;
        return { store: () => process.store(this.#opened.present), chat: () => process.chat(chat) };
      },
    });
  }

  #createTrouble(redis: RedisPair): RedisTrouble {
    return new RedisTrouble({
      redis,
      store: () => this.#opened,
      now: () => this.#now,
      pass: (ms) => this.#passAlong(this.#now + ms),
      leap: (ms) => this.#current.clock.moveTo(this.#current.clock.now() + ms),
      restart: (meanwhile) => this.#restart(meanwhile),
      recover: () => this.#current.bot.recoverStore(),
      onFault: (words) => void this.#faults.push(words),
    });
  }

  #createChat(clock: Clock): ChaosChat {
    return new ChaosChat({
      render: (card) => renderPlain(card, { commandName: 'threads', now: clock.now(), timeZone: 'UTC' }),
      now: () => clock.now() - this.#machine.start,
      mood: () => this.#weather.moodOf(clock.now() - this.#machine.start),
      dropsRepeats: (channel) => CHANNELS.some(({ id, dropsRepeats }) => dropsRepeats && id === channel),
    });
  }

  get #now(): number {
    return this.#current.clock.now() - this.#machine.start;
  }

  get #current(): Story {
    if (this.#story === undefined) throw new Error('the history has not begun');
    return this.#story;
  }

  get #opened(): PlayedStore {
    if (this.#store === undefined) throw new Error('the history has not begun');
    return this.#store;
  }

  async #passUntil(at: number): Promise<void> {
    for (const stop of this.#machine.clockSteps.filter((each) => each > this.#now && each < at)) {
      await this.#passAlong(stop);
      this.#machine.readClock();
    }
    await this.#passAlong(at);
  }

  async #passAlong(at: number): Promise<void> {
    for (let now = this.#now; now < at; now = this.#now) {
      const isWatched =
        this.#process.willCrash ||
        this.#weather.isStoreFailing(now, at) ||
        this.#redisDay?.isFailing === true;
      const seconds = Math.ceil((isWatched ? Math.min(STEP, at - now) : at - now) / SECOND);
      // A job that fails is run again at its next time; the stepped clock goes on from where it stood.
      await this.#takeover.live(() => this.#current.pass(`${seconds}s`).catch(() => this.#skipOutage()));
      await this.#restartIfDead();
      if (await this.#redisDay?.endFailover()) await this.#redisDay?.findMaster();
    }
  }

  async #answer(invocation: Invocation): Promise<string> {
    const { bot } = this.#current;
    const card = await bot.dispatch(invocation);
    await bot.deliver().catch(() => undefined);
    await this.#restartIfDead();
    return this.#current.render(card);
  }

  /** While the store fails, nothing comes of a run: one in each step is enough. */
  #skipOutage(): void {
    const end = this.#weather.storeFailsUntil(this.#now);
    if (end !== undefined) this.#current.clock.moveTo(this.#machine.start + Math.min(end, this.#now + STEP));
  }

  async #restartIfDead(): Promise<void> {
    while (this.#process.hasCrashed || this.#current.isStopping) {
      (this.#process.hasCrashed ? this.#deaths : this.#stops).push(this.#now);
      await this.#restart();
    }
  }

  #createTakeover(): Takeover {
    return new Takeover({
      redis: this.#redis,
      store: () => this.#opened,
      story: () => this.#current,
      chat: () => this.#chat,
      process: () => this.#process,
      canTakeOver: () =>
        this.#history.store !== 'memory' && this.#redis?.isFailing !== true && !this.#process.willCrash,
      now: () => this.#now,
      pass: (ms) => this.#passAlong(this.#now + ms),
      start: () => this.#restart(undefined, true),
      onFault: (words) => void this.#faults.push(words),
    });
  }

  async #restart(meanwhile?: () => Promise<void>, isOpen = false): Promise<void> {
    this.#takeover.drop();
    this.#stopSwitch.disarm();
    for (let [isUp, next, opened] = [false, meanwhile, isOpen]; !isUp; )
      try {
        if (this.#redis !== undefined && !opened) await this.#opened.reopen(next);
        [next, opened] = [undefined, false];
        await this.#current.restart();
        isUp = true;
      } catch {
        // The store fails just now: whoever runs the program starts it again.
        this.#current.clock.moveTo(this.#current.clock.now() + STEP);
        await this.#redisDay?.endFailover();
      }
  }

  async #happen(event: Event): Promise<void> {
    if (isEveryday(event))
      return happenInChat(event, this.#chat, (command) =>
        this.#takeover.live(() => this.#people.say(command)),
      );
    switch (event.kind) {
      case 'kill':
        this.#process.crashAfter(event.awaits);
        return;
      case 'stop':
        this.#stopSwitch.arm(event.calls);
        return;
      case 'sleep':
        this.#machine.sleeps.push({ from: this.#now, to: this.#now + event.span });
        this.#current.clock.moveTo(this.#current.clock.now() + event.span);
        return;
      case 'second process':
        this.#faults.push(...(await startSecond(this.#storeUrl)));
        return;
      case 'pause':
        return this.#takeover.pause(event);
      case 'failover':
        return this.#redisDay?.beginFailover(event.span);
      case 'flush':
        return this.#redisDay?.flush(event.isStopped);
      case 'clock back':
      case 'chat fails':
      case 'store fails':
      case 'kill owner':
      case 'pause owner':
      case 'replace owner':
      case 'renewals':
      case 'cut off':
      case 'grant again':
        return;
    }
  }

  async #conclude(): Promise<Transcript> {
    this.#takeover.drop();
    const lists: string[] = [];
    for (const index of CHANNELS.keys())
      if (index < this.#history.channels) lists.push(await this.#people.dispatch(index, 'watches', {}));
    return {
      told: this.#chat?.messages ?? [],
      typed: this.#people.typed,
      bornAt: this.#people.bornAt,
      deaths: this.#deaths,
      stops: this.#stops,
      sleeps: this.#machine.sleeps,
      flushes: this.#redisDay?.flushes ?? [],
      failovers: this.#redisDay?.failovers ?? [],
      pauses: this.#takeover.pauses,
      denied: this.#chat?.denied ?? 0,
      lists,
      faults: this.#faults,
    };
  }
}
