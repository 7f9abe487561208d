import * as z from 'zod';
import { HOUR, MINUTE, parseDuration, SECOND } from '../../duration.ts';
import { expected } from './expected.ts';

const words = expected('a duration', '"100s" or "2h10m"');

/** A duration: text in the scenario file, milliseconds in the program. */
export const durationSchema = z.codec(z.string(words), z.number(), {
  decode: (text, context) => {
    const ms = parseDuration(text);
    if (ms !== undefined) return ms;
    context.issues.push({ code: 'custom', input: text, message: words.error });
    return z.NEVER;
  },
  encode: writeDuration,
});

/** Writes a duration as in a scenario: `0s`, `1m40s`, `24h`. */
export function writeDuration(ms: number): string {
  const parts: [amount: number, unit: string][] = [
    [Math.floor(ms / HOUR), 'h'],
    [Math.floor((ms % HOUR) / MINUTE), 'm'],
    [(ms % MINUTE) / SECOND, 's'],
  ];
  return parts.flatMap(([amount, unit]) => (amount > 0 ? [`${amount}${unit}`] : [])).join('') || '0s';
}
