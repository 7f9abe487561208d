import type { OutageScope } from '../accounts/outage.ts';
import { isPassing } from '../threads/errors.ts';
import { type ExplainableError, explainError } from '../threads/explainError.ts';
import { quoteWords } from '../threads/quoteWords.ts';
import { explainFix, type Remedy, type TokenPlace } from './remedy.ts';
import { type Text, text } from './text.ts';

/** An outage, as far as words need it. */
export interface OutageFacts {
  readonly error: ExplainableError;
  /** Left out for the account as a whole. */
  readonly scope?: OutageScope | undefined;
}

/** Why an account, or each of its containers, can't be called: a clause. */
export function explainOutage({ error, scope }: OutageFacts): string {
  if (scope !== 'objects' || isPassing(error) || error.kind === 'permission')
    return explainError({ ...error, subject: error.subject ?? 'container' }).cause;
  const words = error.apiMessage?.trim() ?? '';
  return words === ''
    ? 'Threads refuses to tell the status of any container'
    : `Threads refuses to tell the status of any container, and says ${quoteWords(words)}`;
}

/** What to do about an outage, in full sentences. Where the account itself is answered, its token is not to blame. */
export function explainOutageFix(
  { error, scope }: OutageFacts,
  account: string,
  remedy?: Remedy,
  place?: TokenPlace,
): Text {
  if (scope !== 'objects') return explainFix(error, account, remedy, place);
  const isAnswered = 'The account itself works, so its token is fine.';
  if (error.kind === 'permission') return text`${explainFix(error, account, remedy, place)} ${isAnswered}`;
  return text`Wait: most likely it passes by itself, and Threadwatch keeps trying. If it lasts for hours, see the app's dashboard at developers.facebook.com. ${isAnswered}`;
}
