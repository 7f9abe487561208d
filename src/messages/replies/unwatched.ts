import type { Card } from '../card.ts';
import { code, command, type Text, text } from '../text.ts';

/**
 * The answer to `unwatch`: which watches were removed, and how many are left.
 *
 * @param others what else was named, a sentence for each
 */
export function unwatched(
  dropped: readonly { readonly account: string; readonly container: string }[],
  left: number,
  others: readonly Text[] = [],
): Card {
  const [only] = dropped;
  return {
    tone: 'neutral',
    title:
      dropped.length === 1 && only
        ? text`⏹️ Stopped watching ${code(only.container)} of ${only.account}`
        : text`⏹️ Stopped watching ${dropped.length} posts`,
    body: [
      ...others.map((other) => text`⚠️ ${other}`),
      left === 0
        ? text`Nothing is watched here now.`
        : text`${left} ${left === 1 ? 'is' : 'are'} still watched here: ${command('watches')}`,
    ],
    ...(dropped.length > 1 && {
      items: dropped.map(({ account, container }) => text`${code(container)} of ${account}`),
    }),
    buttons: [],
  };
}
