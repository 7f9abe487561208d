import { z } from 'zod';
import type { Threadwatch } from '../../src/app/createThreadwatch.ts';
import type { Store } from '../../src/store/store.ts';
import type { Story } from '../support/story.ts';
import type { ChaosChat } from './chaosChat.ts';
import { channelOf } from './world.ts';

/** A process that was paused while another took its store over, as it is when it goes on. */
export class PausedProcess {
  readonly #bot: Threadwatch;
  readonly #store: Store;

  constructor(bot: Threadwatch, store: Store) {
    this.#bot = bot;
    this.#store = store;
  }

  /** It does all that a process does. @returns what it should not have done */
  async goOn(story: Story, chat: ChaosChat | undefined): Promise<string[]> {
    const before = countTold(chat);
    const answer = await this.#ask(story);
    for (const job of this.#bot.jobs) await job.run(new AbortController().signal).catch(() => undefined);
    await this.#bot.deliver().catch(() => undefined);
    const wrote = await this.#write();
    const told = countTold(chat) - before;
    await this.#store.close();
    return [
      ...(answer.includes('went wrong on our side') ? [] : [`the former owner answered: ${answer}`]),
      ...(told === 0 ? [] : [`the former owner told ${told} messages`]),
      ...(wrote ? ['the former owner wrote to the store'] : []),
    ];
  }

  async #ask(story: Story): Promise<string> {
    const person = { id: 'ann', isManager: true };
    const card = await this.#bot.dispatch({ command: 'watches', args: {}, channel: channelOf(0), person });
    return story.render(card);
  }

  /** A call that was on its way when the process was paused. */
  async #write(): Promise<boolean> {
    const probes = this.#store.collection('probe', z.string());
    return probes.set('probe', 'of a former owner').then(
      () => true,
      () => false,
    );
  }
}

/** All that stands in the channels, and each time that it was edited. */
function countTold(chat: ChaosChat | undefined): number {
  return chat?.messages.reduce((sum, { versions }) => sum + versions.length, 0) ?? 0;
}
