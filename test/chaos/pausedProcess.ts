import { z } from 'zod';
import type { Threadwatch } from '../../src/app/createThreadwatch.ts';
import type { Card } from '../../src/messages/card.ts';
import type { Store } from '../../src/store/store.ts';
import type { ChaosChat } from './chaosChat.ts';
import { channelOf } from './world.ts';

/** What a process was in the middle of when it was paused. */
export interface Stopped {
  readonly goOn: () => void;
  /** Resolves when it has done that. */
  readonly ended: Promise<unknown>;
}

export interface PausedParts {
  readonly bot: Pick<Threadwatch, 'dispatch' | 'deliver' | 'jobs'>;
  readonly store: Pick<Store, 'collection'>;
  /** Where somebody asks it. */
  readonly channel: number;
  readonly render: (card: Card) => string;
  /** The channel of each message that was on its way to the chat when it was paused: nothing can hold those back. */
  readonly begun: readonly string[];
}

/** A process that was paused while another took its store over, as it is when it goes on. */
export class PausedProcess {
  readonly #parts: PausedParts;

  constructor(parts: PausedParts) {
    this.#parts = parts;
  }

  /**
   * It goes on from where it stopped, and does all that a process does.
   *
   * @returns what it should not have done
   */
  async goOn(chat: ChaosChat | undefined, stopped?: Stopped): Promise<string[]> {
    if (chat) chat.isFormerTelling = true;
    try {
      return await this.#goOn(chat, stopped);
    } finally {
      if (chat) chat.isFormerTelling = false;
    }
  }

  async #goOn(chat: ChaosChat | undefined, stopped?: Stopped): Promise<string[]> {
    const { bot, begun } = this.#parts;
    const before = countTold(chat);
    stopped?.goOn();
    await stopped?.ended;
    await bot.deliver().catch(() => undefined);
    const after = countTold(chat);
    const answer = await this.#ask();
    for (const job of bot.jobs) await job.run(new AbortController().signal).catch(() => undefined);
    await bot.deliver().catch(() => undefined);
    const wrote = await this.#write();
    const told = sum(countTold(chat)) - sum(after);
    const begunIn = (channel: string): number => begun.filter((each) => each === channel).length;
    return [
      ...[...after]
        .filter(([channel, count]) => count - (before.get(channel) ?? 0) > begunIn(channel))
        .map(([channel]) => `the former owner told more than it had begun in ${channel}`),
      ...(answer.includes('went wrong on our side') ? [] : [`the former owner answered: ${answer}`]),
      ...(told === 0 ? [] : [`the former owner told ${told} messages`]),
      ...(wrote ? ['the former owner wrote to the store'] : []),
    ];
  }

  async #ask(): Promise<string> {
    const { bot, channel, render } = this.#parts;
    const person = { id: 'ann', isManager: true };
    return render(await bot.dispatch({ command: 'watches', args: {}, channel: channelOf(channel), person }));
  }

  /** A call that was on its way when the process was paused. */
  async #write(): Promise<boolean> {
    const probes = this.#parts.store.collection('probe', z.string());
    return probes.set('probe', 'of a former owner').then(
      () => true,
      () => false,
    );
  }
}

/** All that stands in each channel, and each time that it was edited. */
function countTold(chat: ChaosChat | undefined): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { channel, versions } of chat?.messages ?? [])
    counts.set(channel, (counts.get(channel) ?? 0) + versions.length);
  return counts;
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}
