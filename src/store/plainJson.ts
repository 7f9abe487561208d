import { stringifyEnvelope } from './recordIndex.ts';

/** Stands for a stored text that is not JSON. Parsing must not throw, or Keyv would answer as if there were no record. */
export class UnreadableText {}

/** Plain JSON. Keyv's own serializer gives a special meaning to strings that begin with a colon. */
export const plainJson = {
  stringify: stringifyEnvelope,
  // Keyv asks for this type. The collection's schema checks the value.
  parse: <T>(text: string): T => parseText(text) as T,
};

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return new UnreadableText();
  }
}
