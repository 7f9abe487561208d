import { type Dispatcher, request } from 'undici';
import type { Invocation } from '../../commands/invocation.ts';
import { DAY, SECOND } from '../../src/duration.ts';
import type { Event, History, QuietHours, Snoozed } from './history.ts';
import type { Command, Typed } from './transcript.ts';
import { accountOf, accountsOf, channelOf, idOf } from './world.ts';

export interface PeopleParts {
  readonly history: History;
  /** Carries a command out. @returns the answer as plain text */
  readonly answer: (invocation: Invocation) => Promise<string>;
  readonly sandboxUrl: () => string;
  /** ms after the start. */
  readonly now: () => number;
  readonly way: Dispatcher;
  /** How often a process died, or lost its store to another. */
  readonly interruptions: () => number;
}

/** Those who type commands, and remember what they were answered. */
export class People {
  readonly typed: Typed[] = [];
  readonly bornAt = new Map<number, number>();
  readonly #parts: PeopleParts;
  #notes = 0;

  constructor(parts: PeopleParts) {
    this.#parts = parts;
  }

  /** Types what the history says. */
  async say(event: Command): Promise<void> {
    switch (event.kind) {
      case 'watch':
        return this.#watch(event);
      case 'unwatch':
        return this.#type(event, 'unwatch', {
          container: event.container === 'all' ? 'all' : idOf(event.container),
        });
      case 'ask':
        await this.#bear(event.container);
        return this.#type(event, 'status', { container: idOf(event.container) });
      case 'alerts': {
        const state = event.isOn ? 'on' : 'off';
        return this.#type(event, 'alerts', { state, account: accountOf(event.account).name });
      }
      case 'quiet':
        return this.#type(event, 'alerts', { quiet: writeQuiet(event.hours) });
      case 'snooze':
        return this.#type(event, 'snooze', {
          duration: event.hours === 'off' ? 'off' : `${event.hours}h`,
          ...this.#subjectOf(event.channel, event.what),
        });
    }
  }

  /** Containers of one command have one age. */
  async #watch(event: Extract<Event, { kind: 'watch' }>): Promise<void> {
    const before = this.#parts.interruptions();
    for (const container of event.containers) await this.#bear(container);
    const ages = Map.groupBy(
      event.containers,
      (container) => this.#parts.now() - (this.bornAt.get(container) ?? 0),
    );
    for (const [age, containers] of ages) {
      if (age > DAY) continue;
      const owners = Map.groupBy(containers, (container) => this.#accountNamed(event, container));
      for (const [account, owned] of owners) {
        // Whoever got no answer stops there.
        if (this.#parts.interruptions() > before) return;
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
    const owner = this.#parts.history.containers[container]?.account ?? 0;
    return namesOwner && accountsOf(channel).includes(owner) ? accountOf(owner).name : undefined;
  }

  /** A container's life begins with its first call, which whoever made it makes. */
  async #bear(container: number): Promise<void> {
    if (this.bornAt.has(container)) return;
    this.bornAt.set(container, this.#parts.now());
    const { token } = accountOf(this.#parts.history.containers[container]?.account ?? 0);
    const url = `${this.#parts.sandboxUrl()}/v1.0/${idOf(container)}?fields=status`;
    const headers = { authorization: `Bearer ${token}` };
    await request(url, { dispatcher: this.#parts.way, headers }).then(
      ({ body }) => body.dump(),
      () => undefined,
    );
  }

  #subjectOf(channel: number, what: Snoozed): Readonly<Record<string, string>> {
    if (what === 'channel') return {};
    if ('quotasOf' in what) return { account: accountOf(what.quotasOf).name };
    const owner = this.#parts.history.containers[what.container]?.account ?? 0;
    const account = accountsOf(channel).includes(owner) ? owner : (accountsOf(channel)[0] ?? 0);
    return { account: accountOf(account).name, container: idOf(what.container) };
  }

  async #type(
    command: Command,
    name: string,
    args: Readonly<Record<string, string>>,
    note?: string,
  ): Promise<void> {
    const [at, before] = [this.#parts.now(), this.#parts.interruptions()];
    const answer = await this.dispatch(command.channel, name, args);
    const answeredAt = this.#parts.now();
    const containers = command.kind === 'watch' ? command.containers : namedIn(command);
    // Nobody can rely on the answer of a process that died meanwhile, or was paused.
    const isInterrupted = this.#parts.interruptions() > before;
    // Nor say when that was carried out which keeps something from being told, where the answer took its time.
    const isLate = answeredAt > at && command.kind !== 'watch';
    const outcome = isInterrupted || isLate ? 'unsure' : outcomeOf(answer);
    this.typed.push({ at, answeredAt, command, containers, note, answer, outcome });
  }

  /** @returns the answer as plain text */
  dispatch(channel: number, command: string, args: Readonly<Record<string, string>>): Promise<string> {
    const person = { id: 'ann', isManager: true };
    return this.#parts.answer({ command, args, channel: channelOf(channel), person });
  }
}

/** As people type it: `22:00-07:00 Europe/Berlin`. */
function writeQuiet(hours: QuietHours | 'off'): string {
  if (hours === 'off') return 'off';
  const [from, to] = [hours.from, hours.to].map((minutes) =>
    [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':'),
  );
  return `${from}-${to} ${hours.zone}`;
}

function namedIn(command: Command): readonly number[] {
  return 'container' in command && command.container !== 'all' ? [command.container] : [];
}

function outcomeOf(answer: string): Typed['outcome'] {
  if (answer.includes('Something went wrong on our side')) return 'unsure';
  return /^(👀|☑️|⏹️|🔔|🔕|😴|▶️)/u.test(answer) ? 'done' : 'refused';
}
