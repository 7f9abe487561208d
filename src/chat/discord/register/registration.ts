import { setTimeout as delay } from 'node:timers/promises';
import type { REST, RESTPostAPIChatInputApplicationCommandsJSONBody } from 'discord.js';
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

/** Keeps our commands in the servers that we serve. */
export class Registration {
  readonly #options: RegistrationOptions;
  readonly #ending = new AbortController();
  /** The first try in each server. */
  readonly #tries = new Map<string, Promise<void>>();

  constructor(options: RegistrationOptions) {
    this.#options = options;
  }

  /** Registers in a server once; resolves after the first try. What fails in passing is tried again later. */
  register(applicationId: string, guildId: string): Promise<void> {
    const begun = this.#tries.get(guildId) ?? this.#begin(applicationId, guildId);
    this.#tries.set(guildId, begun);
    return begun;
  }

  /** The server has removed us, and our commands with us: when it lets us in again, they are checked again. */
  forget(guildId: string): void {
    this.#tries.delete(guildId);
  }

  stop(): void {
    this.#ending.abort();
  }

  async #begin(applicationId: string, guildId: string): Promise<void> {
    if (!(await this.#try(applicationId, guildId))) void this.#tryLater(applicationId, guildId);
  }

  /** @returns whether there is nothing left to try */
  async #try(applicationId: string, guildId: string): Promise<boolean> {
    const { rest, log, described } = this.#options;
    try {
      const changed = await putCommands(rest, applicationId, guildId, described);
      log.info({ server: guildId, changed }, 'the commands are registered in the Discord server');
      return true;
    } catch (error) {
      const fault = describeFault(error);
      if (isRefusal(error)) {
        // Asked again when the server lets us in.
        this.#tries.delete(guildId);
        const invite = inviteLink(applicationId);
        log.warn(
          { server: guildId, fault, invite },
          'the Discord server has not let the bot in: open the invite',
        );
        return true;
      }
      log.warn({ server: guildId, fault }, 'the commands could not be registered; tried again');
      return false;
    }
  }

  async #tryLater(applicationId: string, guildId: string): Promise<void> {
    const { signal } = this.#ending;
    for (let failures = 1; !signal.aborted; failures += 1) {
      const wait = backoffDelay(BACKOFF, failures, Math.random);
      await delay(wait, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted || (await this.#try(applicationId, guildId))) return;
    }
  }
}
