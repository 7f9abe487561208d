import type { TryAgain } from '../threads/explanations.ts';
import { type Text, text } from './text.ts';

/** Whether it makes sense to try the same again. */
export const TRY_AGAIN: Record<TryAgain, Text> = {
  yes: text`Trying again as it is often helps.`,
  once: text`Try once more as it is; if that fails too, change the media.`,
  no: text`Trying again as it is won't help.`,
};
