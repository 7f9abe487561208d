import { Writable } from 'node:stream';
import { type LevelWithSilent, type Logger, pino } from 'pino';
import { prettyLine } from './prettyLine.ts';
import type { Secrets } from './secrets.ts';

export type Log = Logger;

export interface LogOptions {
  readonly level: LevelWithSilent;
  /** Hidden in every line, also those that are added later. */
  readonly secrets: Secrets;
  readonly destination: NodeJS.WritableStream;
  /** Without it, JSON. */
  readonly format?: 'json' | 'pretty';
}

/** Creates the log: one JSON object per line, or lines as people read them. */
export function createLog({ level, secrets, destination, format }: LogOptions): Log {
  const stream = new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      destination.write(secrets.hide(format === 'pretty' ? prettyLine(line) : line), () => done());
    },
  });
  // Pino calls it by `log.flush`: what was logged before has been written then.
  const flush = (done: () => void): void => void stream.write('', () => done());
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    Object.assign(stream, { flush }),
  );
}
