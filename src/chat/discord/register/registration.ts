import { setTimeout as delay } from 'node:timers/promises';
import type { REST } from '@discordjs/rest';
import { type BackoffPolicy, backoffDelay } from '../../../backoff.ts';
import { MINUTE, SECOND } from '../../../duration.ts';
import type { Faults } from '../../../faults.ts';
import type { Log } from '../../../log.ts';
import { inviteLink } from '../interactions/permissions.ts';
import { describeFault, isRefusal, retryAfterOf } from '../rest/describeFault.ts';
import type { DescribedCommands } from './describeCommands.ts';
import { putCommands, removeGlobalCommands } from './putCommands.ts';

const BACKOFF: BackoffPolicy = { first: 5 * SECOND, last: 10 * MINUTE, jitter: 0.5 };

export interface RegistrationOptions {
  readonly rest: REST;
  readonly log: Log;
  readonly faults: Faults;
  readonly described: DescribedCommands;
}

/** Registers the commands in the servers that the bot serves. */
export class Registration {
  readonly #options: RegistrationOptions;
  readonly #ending = new AbortController();
  /** The first attempt in each server. */
  readonly #attempts = new Map<string, Promise<void>>();

  constructor(options: RegistrationOptions) {
    this.#options = options;
  }

  /** Registers in a server once. Resolves after the first attempt; a passing failure is retried later. */
  register(applicationId: string, guildId: string): Promise<void> {
    const first = this.#attempts.get(guildId) ?? this.#begin(applicationId, guildId);
    this.#attempts.set(guildId, first);
    return first;
  }

  /**
   * Removes commands of ours that are registered for all servers, as another program or version may have done: people
   * would see each command twice, and one of the two would be outdated. Never rejects.
   */
  async removeGlobal(applicationId: string): Promise<void> {
    const { rest, log, described } = this.#options;
    try {
      const removed = await removeGlobalCommands(rest, applicationId, described);
      if (removed > 0) log.info({ removed }, 'removed commands of ours that were registered for all servers');
    } catch (error) {
      log.warn(
        { fault: describeFault(error) },
        'could not find out whether old commands are registered for all servers; people may see a command twice. The next start tries again',
      );
    }
  }

  /** The server removed the bot, and its commands with it. When it invites the bot again, they are registered again. */
  forget(guildId: string): void {
    this.#attempts.delete(guildId);
    this.#options.faults.clear(subjectOf(guildId));
  }

  stop(): void {
    this.#ending.abort();
  }

  async #begin(applicationId: string, guildId: string): Promise<void> {
    const outcome = await this.#attempt(applicationId, guildId);
    if (outcome !== 'done') void this.#retry(applicationId, guildId, outcome.asked);
  }

  /** @returns `done` where no further attempt is needed; else the wait that Discord named, ms */
  async #attempt(
    applicationId: string,
    guildId: string,
  ): Promise<'done' | { readonly asked: number | undefined }> {
    const { rest, log, faults, described } = this.#options;
    try {
      const changed = await putCommands(rest, applicationId, guildId, described);
      faults.clear(subjectOf(guildId));
      log.info({ server: guildId, changed }, 'the commands are registered in the Discord server');
      return 'done';
    } catch (error) {
      const fault = describeFault(error);
      if (isRefusal(error)) {
        // It is registered when the server invites the bot.
        this.forget(guildId);
        const invite = inviteLink(applicationId);
        log.warn(
          { server: guildId, fault, invite },
          'the Discord server has not let the bot in: open the invite, or put the right id into DISCORD_GUILD_IDS',
        );
        return 'done';
      }
      const status = fault.status === undefined ? '' : ` (HTTP ${fault.status}, code ${fault.code})`;
      const words = `The commands could not be registered in the Discord server ${guildId}: ${fault.message}${status}. People there do not see them, or see old ones. Threadwatch tries again.`;
      const inChat = `The commands could not be registered in this server: people do not see them, or see old ones. Threadwatch tries again.`;
      faults.report(subjectOf(guildId), { words, inChat, workspace: guildId });
      log.warn({ server: guildId, fault }, words);
      return { asked: retryAfterOf(error) };
    }
  }

  async #retry(applicationId: string, guildId: string, firstAsked: number | undefined): Promise<void> {
    const { signal } = this.#ending;
    let asked = firstAsked;
    for (let failures = 1; !signal.aborted; failures += 1) {
      const wait = backoffDelay(BACKOFF, failures, Math.random, asked);
      await delay(wait, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      const outcome = await this.#attempt(applicationId, guildId);
      if (outcome === 'done') return;
      ({ asked } = outcome);
    }
  }
}

function subjectOf(guildId: string): string {
  return `commands in the Discord server ${guildId}`;
}
