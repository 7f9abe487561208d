import { Writable } from 'node:stream';
import { type LevelWithSilent, type Logger, pino } from 'pino';
import type { Secrets } from './secrets.ts';

export type Log = Logger;

export interface LogOptions {
  readonly level: LevelWithSilent;
  /** Hidden in every line, also those that are added later. */
  readonly secrets: Secrets;
  readonly destination: NodeJS.WritableStream;
}

/** Creates the log: one JSON object per line. */
export function createLog({ level, secrets, destination }: LogOptions): Log {
  const stream = new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      destination.write(secrets.hide(line), () => done());
    },
  });
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, stream);
}
