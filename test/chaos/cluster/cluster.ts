import { Writable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { Invocation } from '../../../commands/invocation.ts';
import { renderPlain } from '../../../src/chat/terminal/renderCard.ts';
import { SteppedClock } from '../../../src/demo/steppedClock.ts';
import { MINUTE, SECOND } from '../../../src/duration.ts';
import { createLog } from '../../../src/log.ts';
import type { Card } from '../../../src/messages/card.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts';
import { parseScenario } from '../../../src/sandbox/schema/scenario.ts';
import { Secrets } from '../../../src/secrets.ts';
import type { RedisPair } from '../../support/redisPair.ts';
import { SteppedTime } from '../../support/steppedClusterTime.ts';
import { ChaosChat } from '../chaosChat.ts';
import { happenInChat, isEveryday } from '../everydayEvents.ts';
import type { Event, History } from '../history.ts';
import { clock as clockWords } from '../judge/verdict.ts';
import type { People } from '../people.ts';
import type { Transcript } from '../transcript.ts';
import { Weather } from '../weather.ts';
import { CHANNELS, scenarioOfHistory, startOf } from '../world.ts';
import { Activities } from './activities.ts';
import { Calm, STEP } from './calm.ts';
import { ClusterJobs } from './clusterJobs.ts';
import { ClusterTroubles } from './clusterTroubles.ts';
import { ForwardQueue } from './forwardQueue.ts';
import { LaterActs } from './laterActs.ts';
import { LiveReplicas } from './liveReplicas.ts';
import { Ownership } from './ownership.ts';
import { PARTITIONS, partitionOf } from './partitions.ts';
import { Pauses } from './pauses.ts';
import { Replica } from './replica.ts';
import { ScriptedEngine } from './scriptedEngine.ts';

/** Somebody starts a replica again that has died. */
const RESTARTED_AFTER = 20 * SECOND;

/** As long as Discord and Slack take an answer. */
const LONGEST_WAIT = 15 * MINUTE;

/** The replicas of a history, what they share, and what happens to them. */
export class Cluster {
  readonly #redis: RedisPair;
  readonly #start: number;
  readonly #clock: SteppedClock;
  readonly #sandbox: Sandbox;
  readonly #way: Dispatcher;
  readonly #weather: Weather;
  readonly #chat: ChaosChat;
  readonly #time = new SteppedTime();
  readonly #engine: ScriptedEngine;
  readonly #members = new LiveReplicas(this.#time);
  readonly #queue = new ForwardQueue();
  readonly #activities = new Activities();
  readonly #ownership: Ownership;
  readonly #pauses: Pauses;
  readonly #troubles: ClusterTroubles;
  readonly #jobs: ClusterJobs;
  readonly #replicas = new Set<Replica>();
  readonly #laterActs = new LaterActs(() => this.now);
  readonly #calm: Calm;
  readonly #faults: string[] = [];
  readonly #secrets = new Secrets();
  #isInterrupted = false;
  #started = 0;
  #asked = 0;
  #refusedWrites = 0;

  private constructor(
    history: History,
    redis: RedisPair,
    way: Dispatcher,
    clock: SteppedClock,
    sandbox: Sandbox,
  ) {
    this.#redis = redis;
    this.#way = way;
    this.#clock = clock;
    this.#sandbox = sandbox;
    this.#start = startOf(history);
    this.#weather = new Weather(history);
    this.#engine = new ScriptedEngine(redis, this.#time, this.#activities, PARTITIONS);
    this.#chat = new ChaosChat({
      render: (card) => this.#render(card),
      now: () => this.now,
      mood: () => this.#weather.moodOf(this.now),
      dropsRepeats: (channel) => CHANNELS.some(({ id, dropsRepeats }) => dropsRepeats && id === channel),
    });
    const replicas = () => [...this.#replicas];
    const onFault = (words: string) => void this.#faults.push(words);
    const isRedisFailing = () => redis.isFailing || this.#troubles.seeksMaster;
    this.#ownership = new Ownership({
      engine: this.#engine,
      replicas,
      now: () => this.now,
      isStoreFailing: (from, to) => this.#weather.isStoreFailing(from, to),
      isRedisFailing,
      onFault,
    });
    this.#calm = new Calm({ ownership: this.#ownership, replicas, isRedisFailing, now: () => this.now });
    this.#pauses = new Pauses({
      redis,
      engine: this.#engine,
      activities: this.#activities,
      chat: this.#chat,
      render: (card) => this.#render(card),
      later: (ms, act) => this.#laterActs.add(ms, act),
      replicas,
      onFault,
    });
    this.#troubles = new ClusterTroubles({
      redis,
      engine: this.#engine,
      queue: this.#queue,
      pauses: this.#pauses,
      ownership: this.#ownership,
      replicas,
      now: () => this.now,
      later: (ms, act) => this.#laterActs.add(ms, act),
      interrupt: () => {
        this.#isInterrupted = true;
      },
      start: () => this.#startReplica(),
    });
    this.#jobs = new ClusterJobs(clock, replicas);
  }

  /** Resolves when each partition has an owner. */
  static async start(history: History, redis: RedisPair, way: Dispatcher): Promise<Cluster> {
    const clock = new SteppedClock(startOf(history));
    const sandbox = await startSandbox({ scenario: parseScenario(scenarioOfHistory(history)), clock });
    const cluster = new Cluster(history, redis, way, clock, sandbox);
    for (let count = 0; count < (history.replicas ?? 2); count += 1) await cluster.#startReplica();
    for (let seconds = 0; seconds < 5; seconds += 1) await cluster.#tick(SECOND);
    cluster.#ownership.check();
    return cluster;
  }

  /** ms after the start. */
  get now(): number {
    return this.#clock.now() - this.#start;
  }

  get sandboxUrl(): string {
    return this.#sandbox.url;
  }

  get repeatedCommands(): number {
    return this.#queue.repeated;
  }

  get refusedWrites(): number {
    return [...this.#replicas].reduce((sum, each) => sum + each.refusedWrites, this.#refusedWrites);
  }

  async passUntil(at: number): Promise<void> {
    while (this.now < at) {
      const stop = Math.min(at, this.#laterActs.next);
      if (this.#calm.isCalm) await this.#advance(stop);
      else {
        const from = this.now;
        await this.#advance(Math.min(stop, from + this.#calm.step));
        if (this.now > from) await this.#tick(this.now - from);
      }
      await this.#attend();
    }
  }

  /** Somebody asks, at any replica. @returns the answer as plain text */
  async answer(invocation: Invocation): Promise<string> {
    await this.#attend();
    const reachable = [...this.#replicas].filter(
      ({ link, hasReachedPausePoint }) => link.canAct && !hasReachedPausePoint,
    );
    this.#asked += 1;
    const receiver = reachable[this.#asked % Math.max(1, reachable.length)];
    if (receiver === undefined || receiver.link.isCut || this.#redis.isFailing)
      return 'Your command could not be forwarded';
    const command = this.#queue.add(partitionOf(invocation.channel.workspace), invocation);
    const until = this.now + LONGEST_WAIT;
    for (await this.#attend(); !this.#queue.isEmpty; await this.passUntil(this.now + STEP)) {
      this.#calm.disturb();
      if (this.now < until) continue;
      if (this.#ownership.isComplete)
        this.#faults.push(`at ${clockWords(this.now)} a forwarded command is not answered, and not dropped`);
      this.#queue.drop('nobody answered in time');
    }
    const answer = await command.answered;
    return 'card' in answer
      ? this.#render(answer.card)
      : `Something went wrong on our link: ${answer.dropped}`;
  }

  async happen(event: Event, people: People): Promise<void> {
    if (isEveryday(event)) return happenInChat(event, this.#chat, (command) => people.say(command));
    this.#calm.disturb();
    return this.#troubles.happen(event);
  }

  /** What came of it, for a partition. */
  conclude(): (partition: number) => Omit<Transcript, 'typed' | 'bornAt' | 'lists'> {
    this.#pauses.drop();
    return (partition) => ({
      told: this.#chat.messages,
      deaths: [],
      sleeps: [],
      stops: [],
      flushes: this.#troubles.flushes,
      failovers: this.#troubles.failovers,
      pauses: this.#ownership.gaps[partition] ?? [],
      denied: this.#chat.denied,
      faults: partition === 0 ? this.#faults : [],
    });
  }

  async close(): Promise<void> {
    this.#pauses.drop();
    for (const replica of this.#replicas) await replica.close();
    await this.#sandbox.close();
  }

  async #startReplica(): Promise<void> {
    this.#started += 1;
    const name = `replica ${this.#started}`;
    this.#calm.disturb();
    this.#replicas.add(
      await Replica.start({
        name,
        redis: this.#redis,
        time: this.#time,
        engine: this.#engine,
        members: this.#members,
        queue: this.#queue,
        activities: this.#activities,
        world: {
          sandboxUrl: this.#sandbox.url,
          dispatcher: this.#way,
          clock: this.#clock,
          log: createLog({ level: 'silent', secrets: this.#secrets, destination: NOWHERE }),
          secrets: this.#secrets,
        },
        chat: this.#chat,
        troubleStore: (isWrite) => this.#weather.troubleStore(isWrite, this.now),
        onSend: (replica, { partition, lease }) => {
          if (replica.isResumedFormerOwner || this.#engine.isExcused(partition)) return;
          if (this.#engine.holderOf(partition) !== lease.token)
            this.#faults.push(
              `at ${clockWords(this.now)} ${name} told a channel of partition ${partition}, which it does not own`,
            );
        },
        onHandedOver: (token) => this.#ownership.handOver(token),
        onFault: (words) => void this.#faults.push(`at ${clockWords(this.now)} ${words}`),
      }),
    );
  }

  async #advance(to: number): Promise<void> {
    await this.#jobs.advance(this.#start + to, () => this.#isInterrupted || this.#mustAttend);
    await this.#activities.settle();
  }

  get #mustAttend(): boolean {
    return [...this.#replicas].some(
      (replica) => (replica.process.hasCrashed && !replica.isGone) || replica.hasReachedPausePoint,
    );
  }

  async #tick(ms: number): Promise<void> {
    const settle = (): Promise<void> => this.#activities.settle();
    for (let passed = 0; passed < ms; passed += SECOND) {
      await this.#time.pass(SECOND, settle);
      this.#members.tick(this.#redis.isFailing);
      await this.#engine.tick();
      await settle();
    }
  }

  /** Lets happen what follows from what has happened. */
  async #attend(): Promise<void> {
    this.#isInterrupted = false;
    for (const replica of this.#replicas) {
      if (replica.process.hasCrashed && !replica.isGone) {
        replica.die();
        this.#laterActs.add(RESTARTED_AFTER, () => this.#startReplica());
      }
      if (!replica.isGone) continue;
      this.#calm.disturb();
      this.#replicas.delete(replica);
      this.#refusedWrites += replica.refusedWrites;
      await replica.close();
    }
    await this.#pauses.attend();
    await this.#troubles.seekMaster();
    if (await this.#laterActs.run()) this.#calm.disturb();
    for (const replica of this.#replicas) if (replica.link.canAct) await replica.pump();
    this.#ownership.check();
    this.#calm.check();
  }

  #render(card: Card): string {
    return renderPlain(card, { commandName: 'threads', now: this.#clock.now(), timeZone: 'UTC' });
  }
}

/** What nobody reads. */
const NOWHERE = new Writable({ write: (_line, _encoding, done) => done() });
