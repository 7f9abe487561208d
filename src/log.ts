import { Writable } from 'node:stream';
import { type LevelWithSilent, type Logger, pino } from 'pino';

export type Log = Logger;

export interface LogOptions {
  readonly level: LevelWithSilent;
  /** Never written, wherever they come from: a URL, a message, the cause of a cause. */
  readonly secrets: readonly string[];
  readonly destination: NodeJS.WritableStream;
}

/** The log: one JSON object a line. */
export function createLog({ level, secrets, destination }: LogOptions): Log {
  const hide = createSecretFilter(secrets);
  const stream = new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      destination.write(hide(line), () => done());
    },
  });
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, stream);
}

/** Shorter values would blot out ordinary words. */
const SHORTEST_SECRET = 6;

/** Replaces every known secret in a text, as it is and as JSON and URLs spell it. */
function createSecretFilter(secrets: readonly string[]): (text: string) => string {
  const spellings = secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]);
  const longestFirst = [...new Set(spellings)].sort((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((line, secret) => line.replaceAll(secret, '[secret]'), text);
}
