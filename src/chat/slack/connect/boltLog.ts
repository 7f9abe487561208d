import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from '../../../log.ts';

/**
 * What Bolt itself has to say, in our log. Its errors are thrown at us as well, and we say what they mean:
 * here they are warnings.
 */
export function createBoltLog(log: Log): Logger {
  const at =
    (level: 'debug' | 'warn') =>
    (...words: unknown[]): void => {
      const err = words.find((word) => word instanceof Error);
      log[level]({ ...(err && { err }) }, `Bolt: ${words.map(String).join(' ')}`);
    };
  return {
    debug: () => undefined,
    info: at('debug'),
    warn: at('warn'),
    error: at('warn'),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
