import type { TryAgain } from '../threads/explanation.ts';
import { type Text, text } from './text.ts';

const TRY_AGAIN: Record<TryAgain, Text> = {
  yes: text`Trying again as it is often helps.`,
  once: text`Try once more as it is; if that fails too, change the media.`,
  no: text`Trying again as it is won't help.`,
};

/** A line on whether it makes sense to try the same again; none where nothing is known about that. */
export function tryAgainLines(tryAgain: TryAgain | undefined): Text[] {
  return tryAgain === undefined ? [] : [TRY_AGAIN[tryAgain]];
}
