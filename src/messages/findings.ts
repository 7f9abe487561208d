import { code, type Text, text } from './text.ts';

/**
 * `fault`: something does not work, or data is lost, until somebody acts. `advice`: it works, and could fail or work
 * better. `fine`: nothing to do.
 */
export type Grade = 'fault' | 'advice' | 'fine';

/** The result of one check of `doctor`. */
export interface Finding {
  readonly grade: Grade;
  /** What is wrong and what to do, for the operator. */
  readonly words: Text;
  /** For people in chat, where the operator's words name a variable, a file or an address; `hidden` where it is none of their business. */
  readonly inChat?: InChat;
}

type InChat = Text | 'hidden' | undefined;

/** Something does not work, or data is lost, until somebody acts. @param inChat where people in chat read other words */
export function fault(words: Text, inChat?: InChat): Finding {
  return { grade: 'fault', words, inChat };
}

/** It works, and could fail or work better. */
export function advice(words: Text, inChat?: InChat): Finding {
  return { grade: 'advice', words, inChat };
}

export function fine(words: Text, inChat?: InChat): Finding {
  return { grade: 'fine', words, inChat };
}

/** What people in chat can do about what only the operator can mend. */
export const ASK_OPERATOR: Text = text`The operator of this bot has to mend that: ${code('npm run doctor')} says how`;
