import { Writable } from 'node:stream';
import { type LevelWithSilent, type Logger, pino } from 'pino';
import type { Secrets } from './secrets.ts';

export type Log = Logger;

export interface LogOptions {
  readonly level: LevelWithSilent;
  /** Never written; those that are added later are hidden from then on. */
  readonly secrets: Secrets;
  readonly destination: NodeJS.WritableStream;
}

/** The log: one JSON object a line. */
export function createLog({ level, secrets, destination }: LogOptions): Log {
  const stream = new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      destination.write(secrets.hide(line), () => done());
    },
  });
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, stream);
}
