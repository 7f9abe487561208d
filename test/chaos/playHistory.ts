import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { createSteadyClock } from '../../src/app/steadyClock.ts';
import { renderPlain } from '../../src/chat/terminal/renderCard.ts';
import type { Clock } from '../../src/clock.ts';
import { DAY, SECOND } from '../../src/duration.ts';
import { openStore } from '../../src/store/openStore.ts';
import { StoreError } from '../../src/store/store.ts';
import { CrashableProcess } from '../support/crashableProcess.ts';
import { START, Story } from '../support/story.ts';
import { ChaosChat, type Mood } from './chaosChat.ts';
import { END, type Event, type History, type Snoozed } from './history.ts';
import { openWay } from './ownedContainers.ts';
import type { Command, Span, Transcript, Typed } from './transcript.ts';
import { ACCOUNTS, accountOf, accountsOf, CHANNELS, channelOf, idOf, scenarioOfHistory } from './world.ts';

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

type Windowed = Extract<Event, { span: number }>;

class Player {
  readonly #history: History;
  readonly #storeUrl: string;
  readonly #way;
  readonly #typed: Typed[] = [];
  readonly #bornAt = new Map<number, number>();
  readonly #deaths: number[] = [];
  readonly #sleeps: Span[] = [];
  readonly #faults: string[] = [];
  #story: Story | undefined;
  #chat: ChaosChat | undefined;
  #process = new CrashableProcess();
  #notes = 0;
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
        const process = new CrashableProcess((isWrite) => this.#troubleStore(isWrite, clock.now() - START));
        this.#process = process;
        return { store: (inner) => process.store(inner), chat: () => process.chat(chat) };
      },
    });
  }

  /** The machine's clock, which may be wrong, behind the clock of the program, which makes the best of it. */
  #createClock(clock: Clock): Clock {
    const now = (): number => clock.now() - START;
    const steady = createSteadyClock({
      wall: () => clock.now() - (this.#windowOf('clock back', now())?.by ?? 0),
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
      mood: () => this.#moodOf(clock.now() - START),
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
      const isWatched = this.#process.willCrash || this.#isStoreFailing(now, at);
      const seconds = Math.ceil((isWatched ? Math.min(STEP, at - now) : at - now) / SECOND);
      // A job that fails is run again at its next time; the stepped clock goes on from where it stood.
      await this.#current.pass(`${seconds}s`).catch(() => this.#skipOutage());
      await this.#restartIfDead();
    }
  }

  /** While the store fails, nothing comes of a run: every so manieth is enough. */
  #skipOutage(): void {
    const window = this.#windowOf('store fails', this.#now);
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
        return this.#watch(event);
      case 'unwatch':
        await this.#type(event, 'unwatch', {
          container: event.container === 'all' ? 'all' : idOf(event.container),
        });
        return;
      case 'ask':
        await this.#bear(event.container);
        await this.#type(event, 'status', { container: idOf(event.container) });
        return;
      case 'alerts': {
        const state = event.isOn ? 'on' : 'off';
        await this.#type(event, 'alerts', { state, account: accountOf(event.account).name });
        return;
      }
      case 'snooze':
        await this.#type(event, 'snooze', {
          duration: event.hours === 'off' ? 'off' : `${event.hours}h`,
          ...this.#subjectOf(event.channel, event.what),
        });
        return;
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

  /** Containers of one command have one age. */
  async #watch(event: Extract<Event, { kind: 'watch' }>): Promise<void> {
    for (const container of event.containers) await this.#bear(container);
    const ages = Map.groupBy(event.containers, (container) => this.#now - (this.#bornAt.get(container) ?? 0));
    for (const [age, containers] of ages) {
      if (age > DAY) continue;
      const owners = Map.groupBy(containers, (container) => this.#accountNamed(event, container));
      for (const [account, owned] of owners) {
        this.#notes += 1;
        const note = event.hasNote ? `note ${this.#notes} for ${channelOf(event.channel).id}.` : undefined;
        const args = {
          container: owned.map(idOf).join(' '),
          age: `${age / SECOND}s`,
          ...(account !== undefined && { account }),
          ...(note !== undefined && { note }),
        };
        await this.#type({ ...event, containers: owned }, 'watch', args, note);
      }
    }
  }

  #accountNamed(
    { channel, namesOwner }: Extract<Event, { kind: 'watch' }>,
    container: number,
  ): string | undefined {
    const owner = this.#history.containers[container]?.account ?? 0;
    return namesOwner && accountsOf(channel).includes(owner) ? accountOf(owner).name : undefined;
  }

  /** A container's life begins with its first call, which whoever made it makes. */
  async #bear(container: number): Promise<void> {
    if (this.#bornAt.has(container)) return;
    this.#bornAt.set(container, this.#now);
    const { token } = accountOf(this.#history.containers[container]?.account ?? 0);
    const url = `${this.#current.sandbox.url}/v1.0/${idOf(container)}?fields=status`;
    const headers = { authorization: `Bearer ${token}` };
    await request(url, { dispatcher: this.#way, headers }).then(
      ({ body }) => body.dump(),
      () => undefined,
    );
  }

  #subjectOf(channel: number, what: Snoozed): Readonly<Record<string, string>> {
    if (what === 'channel') return {};
    if ('quotasOf' in what) return { account: accountOf(what.quotasOf).name };
    const owner = this.#history.containers[what.container]?.account ?? 0;
    const account = accountsOf(channel).includes(owner) ? owner : (accountsOf(channel)[0] ?? 0);
    return { account: accountOf(account).name, container: idOf(what.container) };
  }

  async #type(
    command: Command,
    name: string,
    args: Readonly<Record<string, string>>,
    note?: string,
  ): Promise<void> {
    const [at, deaths] = [this.#now, this.#deaths.length];
    const answer = await this.#dispatch(command.channel, name, args);
    const containers = command.kind === 'watch' ? command.containers : namedIn(command);
    // Nobody can rely on the answer of a process that died meanwhile.
    const outcome = this.#deaths.length > deaths ? 'unsure' : outcomeOf(answer);
    this.#typed.push({ at, command, containers, note, answer, outcome });
  }

  async #dispatch(channel: number, command: string, args: Readonly<Record<string, string>>): Promise<string> {
    const person = { id: 'ann', isManager: true };
    const { bot } = this.#current;
    const card = await bot.dispatch({ command, args, channel: channelOf(channel), person });
    await bot.deliver().catch(() => undefined);
    await this.#restartIfDead();
    return this.#current.render(card);
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

  #moodOf(now: number): Mood {
    const window = this.#windowOf('chat fails', now);
    if (window === undefined) return 'takes';
    return window.takes ? 'denies' : 'refuses';
  }

  #troubleStore(isWrite: boolean, now: number): void {
    const window = this.#windowOf('store fails', now);
    if (window !== undefined && (isWrite || window.reads))
      throw new StoreError('store_failed', 'the disk is full');
  }

  #isStoreFailing(from: number, to: number): boolean {
    return this.#history.events.some(
      (each) => each.kind === 'store fails' && each.at < to && each.at + each.span > from,
    );
  }

  #windowOf<K extends Windowed['kind']>(kind: K, now: number): Extract<Windowed, { kind: K }> | undefined {
    return this.#history.events.find(
      (each): each is Extract<Windowed, { kind: K }> =>
        each.kind === kind && 'span' in each && now >= each.at && now < each.at + each.span,
    );
  }

  async #conclude(): Promise<Transcript> {
    const lists: string[] = [];
    for (const index of CHANNELS.keys())
      if (index < this.#history.channels) lists.push(await this.#dispatch(index, 'watches', {}));
    return {
      told: this.#chat?.messages ?? [],
      typed: this.#typed,
      bornAt: this.#bornAt,
      deaths: this.#deaths,
      sleeps: this.#sleeps,
      denied: this.#chat?.denied ?? 0,
      lists,
      faults: this.#faults,
    };
  }
}

function namedIn(command: Command): readonly number[] {
  return 'container' in command && command.container !== 'all' ? [command.container] : [];
}

function outcomeOf(answer: string): Typed['outcome'] {
  if (answer.includes('Something went wrong on our side')) return 'unsure';
  return /^(👀|☑️|⏹️|🔔|🔕|😴|▶️)/u.test(answer) ? 'done' : 'refused';
}
