/** Stands for a stored text that is no JSON: parsing must not throw, or Keyv would answer "nothing there". */
export class UnreadableText {}

/** JSON as it is; Keyv's own serializer gives strings that begin with a colon a second meaning. */
export const plainJson = {
  stringify: (value: unknown): string => JSON.stringify(value),
  // The type is Keyv's; what is read is checked by the collection's schema.
  parse: <T>(text: string): T => parseText(text) as T,
};

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return new UnreadableText();
  }
}
