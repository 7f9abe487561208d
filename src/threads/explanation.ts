/** Whether trying the same again can help: it often passes, it may once, it can't. */
export type TryAgain = 'yes' | 'once' | 'no';

/** What went wrong and what to do about it, in words for the person; plain text, no markup. */
export interface Explanation {
  /** Names the cause: its heading in `docs/errors.md`, as an anchor of lower-case words and hyphens. */
  readonly topic: string;
  /** Completes "Container 1788… failed: …": a clause with no capital and no full stop. */
  readonly cause: string;
  /** One or more full sentences that say what to do next. */
  readonly fix: string;
  /** Absent where nothing is known about it. */
  readonly tryAgain?: TryAgain;
  /** Where a new access token is the remedy, or the most likely one: people can be offered to reconnect the account. */
  readonly remedy?: 'reconnect';
}
