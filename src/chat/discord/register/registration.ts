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

/** Where the commands are registered. */
interface Target {
  readonly applicationId: string;
  readonly guildId: string;
  /** Aborts when nothing is to be tried there any more. */
  readonly signal: AbortSignal;
}

/** The attempts to register in one server. */
interface Attempts {
  readonly first: Promise<void>;
  readonly ending: AbortController;
}

/** Registers the commands in the servers that the bot serves. */
export class Registration {
  readonly #options: RegistrationOptions;
  readonly #ending = new AbortController();
  /** By server, as long as this process hears what becomes of it. */
  readonly #attempts = new Map<string, Attempts>();

  constructor(options: RegistrationOptions) {
    this.#options = options;
  }

  /**
   * Registers in a server once, until it is forgotten. Resolves after the first attempt; a passing failure is retried
   * later.
   */
  register(applicationId: string, guildId: string): Promise<void> {
    const known = this.#attempts.get(guildId);
    if (known !== undefined) return known.first;
    const ending = new AbortController();
    const signal = AbortSignal.any([this.#ending.signal, ending.signal]);
    const first = this.#begin({ applicationId, guildId, signal });
    this.#attempts.set(guildId, { first, ending });
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

  /**
   * Ends the attempts in a server; the next call of `register` begins anew. For a server that removed the bot, and its
   * commands with it; and for one that is another process's by now: what the server does meanwhile is not heard here, and
   * the other process may be of a version with other commands.
   */
  forget(guildId: string): void {
    this.#attempts.get(guildId)?.ending.abort();
    this.#attempts.delete(guildId);
    this.#options.faults.clear(subjectOf(guildId));
  }

  stop(): void {
    this.#ending.abort();
  }

  async #begin(target: Target): Promise<void> {
    const outcome = await this.#attempt(target);
    if (outcome !== 'done') void this.#retry(target, outcome.asked);
  }

  /** @returns `done` where no further attempt is needed; else the wait that Discord named, ms */
  async #attempt({
    applicationId,
    guildId,
    signal,
  }: Target): Promise<'done' | { readonly asked: number | undefined }> {
    const { rest, log, faults, described } = this.#options;
    try {
      const changed = await putCommands(rest, applicationId, guildId, described);
      if (!signal.aborted) faults.clear(subjectOf(guildId));
      log.info({ server: guildId, changed }, 'the commands are registered in the Discord server');
      return 'done';
    } catch (error) {
      // The server is no longer this process's: its fault would stay for ever.
      if (signal.aborted) return 'done';
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

  async #retry(target: Target, firstAsked: number | undefined): Promise<void> {
    const { signal } = target;
    let asked = firstAsked;
    for (let failures = 1; !signal.aborted; failures += 1) {
      const wait = backoffDelay(BACKOFF, failures, Math.random, asked);
      await delay(wait, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      const outcome = await this.#attempt(target);
      if (outcome === 'done') return;
      ({ asked } = outcome);
    }
  }
}

function subjectOf(guildId: string): string {
  return `commands in the Discord server ${guildId}`;
}
