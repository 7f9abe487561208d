import type { Card, Tone } from '../card.ts';
import { describeEnd } from '../containerWords.ts';
import type { ContentOf, LiveItem } from '../content.ts';
import type { MessageLinks } from '../links.ts';
import { resumeButtons } from '../snoozeWords.ts';
import { command, text } from '../text.ts';
import { describeItem, findSnoozed } from './liveItem.ts';

type LiveFacts = ContentOf<'live'>;

/** So many posts are named, the most urgent first. The rest are on the list of `watches`, and in alerts. */
const MOST_NAMED = 12;

/** How a post stands, by its sign, in the order in which they are counted and named. */
const COUNTED: readonly { readonly sign: string; readonly words: string }[] = [
  { sign: '❌', words: 'failed' },
  { sign: '⌛', words: 'not published' },
  { sign: '🚫', words: 'refused' },
  { sign: '❔', words: 'not found' },
  { sign: '⚠️', words: 'unclear' },
  { sign: '🔷', words: 'unclear' },
  { sign: '⏹️', words: 'no longer watched' },
];

const DAY_NAME = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  weekday: 'long',
  day: 'numeric',
  month: 'long',
});

/**
 * The live message of all that publishing programs registered on one day: how many posts, what became of them, and by
 * name those that are open or came to nothing. What is published is only counted.
 */
export function hookDay(content: LiveFacts, links: MessageLinks): Card {
  const { account, items, day = '', unlisted = 0 } = content;
  const open = items.filter(({ watched }) => watched);
  const published = items.filter(isPublished);
  const others = items.filter((item) => !item.watched && !isPublished(item));
  const named = [...others, ...open];
  const left = named.length - MOST_NAMED;
  return {
    tone: toneOf(open, others),
    title: text`${signOf(open, others)} ${account}: ${countAll(items.length + unlisted, {
      published: published.length + unlisted,
      open: open.length,
      others,
    })}`,
    body: [
      ...named
        .slice(0, MOST_NAMED)
        .map((item) => describeItem(item, item.account === account ? undefined : item.account, links)),
      ...(left > 0 ? [text`and ${left} more; those that are open: ${command('watches')}`] : []),
    ],
    context: [
      text`Posts that programs reported on ${DAY_NAME.format(Date.parse(day))} · to see the hook: ${command('hook show')}`,
    ],
    buttons: resumeButtons(findSnoozed(content)),
  };
}

function isPublished({ watched, state }: LiveItem): boolean {
  return !watched && state.kind === 'status' && state.status === 'PUBLISHED';
}

function countAll(
  watched: number,
  { published, open, others }: { published: number; open: number; others: readonly LiveItem[] },
): string {
  const bySign = Map.groupBy(others, signOfEnd);
  const ends = new Map<string, number>();
  for (const { sign, words } of COUNTED) {
    const count = bySign.get(sign)?.length ?? 0;
    if (count > 0) ends.set(words, (ends.get(words) ?? 0) + count);
  }
  return [
    `${watched} watched`,
    ...(published > 0 ? [`${published} published`] : []),
    ...(open > 0 ? [`${open} open`] : []),
    ...[...ends].map(([words, count]) => `${count} ${words}`),
  ].join(' · ');
}

function signOfEnd({ state, droppedBy }: LiveItem): string {
  return droppedBy === undefined ? describeEnd(state).sign : '⏹️';
}

function signOf(open: readonly LiveItem[], others: readonly LiveItem[]): string {
  if (open.length > 0) return '👀';
  const worst = COUNTED.find(({ sign }) => others.some((item) => signOfEnd(item) === sign));
  return worst?.sign ?? '✅';
}

function toneOf(open: readonly LiveItem[], others: readonly LiveItem[]): Tone {
  if (others.some((item) => ['❌', '⌛'].includes(signOfEnd(item)))) return 'bad';
  if (open.length > 0) return 'waiting';
  return others.length > 0 ? 'warning' : 'good';
}
