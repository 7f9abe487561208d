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
        ? text`➖ No longer watching ${code(only.container)} of ${only.account}`
        : text`➖ No longer watching ${dropped.length} containers`,
    body: [
      ...others.map((other) => text`⚠️ ${other}`),
      left === 0
        ? text`This channel watches nothing now.`
        : text`This channel still watches ${left}; type ${command('watches')} to see them.`,
    ],
    ...(dropped.length > 1 && {
      items: dropped.map(({ account, container }) => text`${code(container)} of ${account}`),
    }),
    buttons: [],
  };
}
