import { setTimeout as delay } from 'node:timers/promises';
import type { REST } from '@discordjs/rest';
import type { RESTPostAPIChatInputApplicationCommandsJSONBody } from 'discord.js';
import { type BackoffPolicy, backoffDelay } from '../../../backoff.ts';
import { MINUTE, SECOND } from '../../../duration.ts';
import type { Log } from '../../../log.ts';
import { inviteLink } from '../interactions/permissions.ts';
import { describeFault, isRefusal } from '../rest/describeFault.ts';
import { putCommands } from './putCommands.ts';

const BACKOFF: BackoffPolicy = { first: 5 * SECOND, last: 10 * MINUTE, jitter: 0.5 };

export interface RegistrationOptions {
  readonly rest: REST;
  readonly log: Log;
  readonly described: readonly RESTPostAPIChatInputApplicationCommandsJSONBody[];
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

  /** The server removed the bot, and its commands with it. When it invites the bot again, they are registered again. */
  forget(guildId: string): void {
    this.#attempts.delete(guildId);
  }

  stop(): void {
    this.#ending.abort();
  }

  async #begin(applicationId: string, guildId: string): Promise<void> {
    if (!(await this.#attempt(applicationId, guildId))) void this.#retry(applicationId, guildId);
  }

  /** @returns whether no further attempt is needed */
  async #attempt(applicationId: string, guildId: string): Promise<boolean> {
    const { rest, log, described } = this.#options;
    try {
      const changed = await putCommands(rest, applicationId, guildId, described);
      log.info({ server: guildId, changed }, 'the commands are registered in the Discord server');
      return true;
    } catch (error) {
      const fault = describeFault(error);
      if (isRefusal(error)) {
        // It is registered when the server invites the bot.
        this.#attempts.delete(guildId);
        const invite = inviteLink(applicationId);
        log.warn(
          { server: guildId, fault, invite },
          'the Discord server has not let the bot in: open the invite',
        );
        return true;
      }
      log.warn({ server: guildId, fault }, 'the commands could not be registered; retrying');
      return false;
    }
  }

  async #retry(applicationId: string, guildId: string): Promise<void> {
    const { signal } = this.#ending;
    for (let failures = 1; !signal.aborted; failures += 1) {
      const wait = backoffDelay(BACKOFF, failures, Math.random);
      await delay(wait, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted || (await this.#attempt(applicationId, guildId))) return;
    }
  }
}
