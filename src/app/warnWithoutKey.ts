import type { Log } from '../log.ts';
import type { Config } from './config.ts';

/** Says what a missing TOKEN_KEY means. Called once the store is open: a process that can't start says only why. */
export function warnWithoutKey({ tokenKeys }: Pick<Config, 'tokenKeys'>, log: Pick<Log, 'warn'>): void {
  if (tokenKeys.length === 0)
    log.warn(
      'TOKEN_KEY is not set: refreshed tokens are kept only in memory, and the next start uses those from the environment',
    );
}
