import type { Card } from '../card.ts';
import type { ContentOf } from '../content.ts';
import { code, command, type Text, text, time } from '../text.ts';

/** The store lost its records: what was put back from memory, and what is lost. */
export function storeEmptied({ at, watches, quotaAlerts, lostMessages }: ContentOf<'store-emptied'>): Card {
  return {
    tone: 'warning',
    title: text`⚠️ This bot's store was emptied: ${describeRestored(watches.length, quotaAlerts)}`,
    body: [
      text`Tell whoever runs the bot: the reason is in its log and in ${command('doctor')}.`,
      ...(watches.length > 0
        ? [text`What was put back is checked now. Its notes are lost, and older messages no longer update.`]
        : []),
      ...describeLost(lostMessages),
    ],
    context: [text`noticed ${time(at)}`],
    items: watches.map(({ account, container }) => text`${code(container)} of ${account}`),
    buttons: [],
  };
}

function describeRestored(watches: number, quotaAlerts: readonly string[]): string {
  const restored = [
    ...(watches > 0 ? [`${watches} ${watches === 1 ? 'watch' : 'watches'} of this channel`] : []),
    ...(quotaAlerts.length > 0 ? [`the quota alerts for ${quotaAlerts.join(', ')}`] : []),
  ];
  if (restored.length === 0) return 'nothing of this channel could be put back';
  const isOne = restored.length === 1 && watches === 1;
  return `${restored.join(' and ')} ${isOne ? 'was' : 'were'} put back from memory`;
}

function describeLost(messages: number): Text[] {
  if (messages === 0) return [];
  const what = messages === 1 ? 'A message' : `${messages} messages`;
  return [
    text`${what} for this channel had not been sent yet and ${messages === 1 ? 'is' : 'are'} lost: type ${command('watches')} to see how everything stands.`,
  ];
}
