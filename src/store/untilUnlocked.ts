import { setTimeout as delay } from 'node:timers/promises';
import { isBusyError } from './sqliteDatabase.ts';

/** How often it is tried again while another process locks the database. */
const RETRY_INTERVAL_MS = 20;

/** A lock that lasts longer than this is logged. */
const LOGGED_AFTER_MS = 250;

/**
 * Tries something with a database until no other process locks it. The event loop goes on meanwhile.
 * @param attempt throws SQLite's busy error while the database is locked, and then leaves nothing behind
 * @param onWarning called once with a message for the log, if the lock lasts long
 * @throws what `attempt` throws, and an error that says what to do after `timeoutMs`
 */
export async function untilUnlocked<R>(
  attempt: () => R,
  timeoutMs: number,
  onWarning: (message: string) => void,
): Promise<R> {
  const started = performance.now();
  for (let isLogged = false; ; ) {
    try {
      return attempt();
    } catch (error) {
      if (!isBusyError(error)) throw error;
      const waited = performance.now() - started;
      if (!isLogged && waited >= Math.min(LOGGED_AFTER_MS, timeoutMs)) {
        isLogged = true;
        onWarning(
          'another process writes to the database and locks it; what we have to write waits. End that process',
        );
      }
      if (waited >= timeoutMs) {
        const message = `another process has locked the database for ${Math.round(waited)} ms. End that process`;
        throw new Error(message, { cause: error });
      }
      await delay(Math.min(RETRY_INTERVAL_MS, timeoutMs));
    }
  }
}
