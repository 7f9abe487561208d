import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from '../../../log.ts';

/**
 * Writes Bolt's own log lines into our log. Bolt also throws its errors, and those are logged with what they mean: here
 * they are only warnings.
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

/** For single calls, whose caller says what went wrong. */
export const noBoltLog: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.INFO,
  setName: () => undefined,
};
