/** The person has ended the setup: by Ctrl+C, or by an answer. */
export class SetupCancelled extends Error {
  override readonly name = 'SetupCancelled';
}

/** What is said then, as long as nothing was written. */
export const CANCELLED = 'Ended. Nothing was written: .env is as it was. To begin again: npm run setup';

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly hint?: string;
}

/** How news is marked. */
export type Tone = 'info' | 'success' | 'warning' | 'fault';

/** @returns what is wrong with the text, as a sentence without a full stop; `undefined` where it can be used */
export type CheckText = (text: string) => string | undefined;

/**
 * What the setup shows and asks. Whatever asks rejects with {@link SetupCancelled} where the person ends it.
 */
export interface Prompts {
  begin(title: string): void;
  tell(tone: Tone, words: string): void;
  /** Steps or facts that belong together. */
  note(title: string, lines: readonly string[]): void;
  /** An address to open, alone on its line, so that a terminal lets people click and copy it whole. */
  showLink(url: string): void;
  choose<T extends string>(message: string, choices: readonly Choice<T>[], initial?: T): Promise<T>;
  /** At least one. */
  chooseSome<T extends string>(
    message: string,
    choices: readonly Choice<T>[],
    initial: readonly T[],
  ): Promise<readonly T[]>;
  type(
    message: string,
    options: { readonly placeholder?: string; readonly check: CheckText },
  ): Promise<string>;
  /** Never shows what is typed. */
  typeSecret(message: string, check: CheckText): Promise<string>;
  confirm(message: string): Promise<boolean>;
  /** Shows that something is under way. */
  during<T>(words: string, work: Promise<T>): Promise<T>;
  end(words: string): void;
}
