import type { ContainerState } from '../../watches/watch.ts';
import { stopLiveButton } from '../buttons.ts';
import type { Card, Tone } from '../card.ts';
import { describeEnd, linkToPost, type StateWords } from '../containerWords.ts';
import type { ContentOf, LiveItem } from '../content.ts';
import { linkToMessage, type MessageLinks } from '../links.ts';
import { namePost, namePosts, shortenNote } from '../postWords.ts';
import { resumeButtons } from '../snoozeWords.ts';
import { code, joinText, person, type Text, text } from '../text.ts';
import { hookDay } from './hookDay.ts';
import { describeItem, findSnoozed, publishButtons } from './liveItem.ts';

type LiveFacts = ContentOf<'live'>;

const NAMES = new Intl.ListFormat('en-GB');

/**
 * The public live message of one `watch`: the state of each of its posts, and at the end how it ended.
 *
 * @param id names the message on its button
 */
export function liveMessage(stored: LiveFacts, id: string, links: MessageLinks = {}): Card {
  const content = { ...stored, items: findShown(stored) };
  if (content.day !== undefined) return hookDay(content, links);
  const watched = content.items.filter((item) => item.watched).map(({ container }) => container);
  const accounts = [...new Set(content.items.map((item) => item.account ?? content.account))];
  const [account] = accounts;
  const showsAccounts = accounts.length > 1;
  const lines = content.items.map((item) =>
    describeItem(item, showsAccounts ? (item.account ?? content.account) : undefined, links),
  );
  if (watched.length > 0)
    return {
      tone: 'waiting',
      title: text`👀 Watching ${namePosts(postsOf(content))}`,
      body: lines,
      context: [describeContext(content, accounts)],
      buttons: [
        ...publishButtons(content),
        stopLiveButton(id, showsAccounts ? undefined : account, watched),
        ...resumeButtons(findSnoozed(content)),
      ],
    };
  const { sign, tone, title } = headlineOfEnd(content);
  return {
    tone,
    title: text`${sign} ${title}`,
    body: [...(content.items.length > 1 ? lines : []), ...adviseUnfinished(content)],
    context: [describeContext(content, accounts, links)],
    buttons: [],
  };
}

/** A message that was on its way when the last of its posts was left out shows them all. */
function findShown({ items }: LiveFacts): LiveItem[] {
  const shown = items.filter(({ leftOut }) => leftOut !== true);
  return shown.length > 0 ? shown : items;
}

/** Nobody knows what became of what was open at the last check. */
function adviseUnfinished({ items }: LiveFacts): Text[] {
  const isUnfinished = items.some(
    ({ state, droppedBy }) =>
      droppedBy === undefined &&
      state.kind === 'status' &&
      ['FINISHED', 'IN_PROGRESS'].includes(state.status),
  );
  return isUnfinished
    ? [
        text`After 24 hours nothing can be published: see on Threads what is out. What is not needs a new container.`,
      ]
    : [];
}

function postsOf({ items, note }: LiveFacts): { container: string; note: string | undefined }[] {
  return items.map(({ container }) => ({ container, note }));
}

/** What became of one container, by its sign; and how that is said of one post, and of several. */
interface End {
  readonly sign: string;
  readonly one: Text;
  readonly many: string;
}

/** How bad the end of a post is; the worst stands first. */
const ORDER = ['❌', '⌛', '🚫', '❔', '⚠️', '🔷', '✅', '⏹️'];

const MANY: Readonly<Record<string, string>> = {
  '✅': 'published',
  '❌': 'failed',
  '⌛': 'not published',
  '🚫': 'refused',
  '❔': 'not found',
};

const TONES: Readonly<Record<string, Tone>> = { '✅': 'good', '❌': 'bad', '⌛': 'bad', '⏹️': 'neutral' };

function headlineOfEnd(content: LiveFacts): { sign: string; tone: Tone; title: Text } {
  const ends = content.items.map(endOf);
  const sign = ORDER.find((each) => ends.some((end) => end.sign === each)) ?? '⏹️';
  const tone = TONES[sign] ?? 'warning';
  const [item] = content.items;
  const [end] = ends;
  if (item !== undefined && end !== undefined && ends.length === 1)
    return {
      sign,
      tone,
      title: text`${namePost({ container: item.container, note: content.note })} ${end.one}`,
    };
  const counts = ORDER.flatMap((each) => {
    const same = ends.filter((one) => one.sign === each);
    return same.length === 0 ? [] : [`${same.length} ${same[0]?.many}`];
  });
  return { sign, tone, title: text`${namePosts(postsOf(content))}: ${counts.join(', ')}` };
}

function endOf({ state, droppedBy }: LiveItem): End {
  if (droppedBy !== undefined)
    return {
      sign: '⏹️',
      one: text`is no longer watched: stopped by ${person(droppedBy)}`,
      many: 'no longer watched',
    };
  const words = describeEnd(state);
  return { sign: words.sign, one: sayEnd(state, words), many: MANY[words.sign] ?? 'in an unknown state' };
}

function sayEnd(state: ContainerState, { words }: StateWords): Text {
  if (state.kind !== 'status') return words;
  if (state.status === 'PUBLISHED') return text`was ${words}`;
  return state.status === 'FINISHED' ? text`was ${words}` : words;
}

/** Small print. @param links given where the watch has ended */
function describeContext(
  { items, note, by }: LiveFacts,
  accounts: readonly string[],
  links?: MessageLinks,
): Text {
  const [only] = items.length === 1 ? items : [];
  const isCut = note !== undefined && (items.length > 1 || shortenNote(note) !== note);
  return joinText(
    [
      ...(links === undefined ? [] : [text`Watch ended`]),
      ...(links !== undefined && only !== undefined && note !== undefined
        ? [text`${code(only.container)}`]
        : []),
      text`${NAMES.format(accounts)}`,
      ...(isCut ? [text`“${note}”`] : []),
      text`asked by ${person(by)}`,
      ...(links === undefined || only === undefined ? [] : linkToPost(only.state)),
      ...(links === undefined ? [] : linkToMessage(links, only?.alert, 'Alert')),
    ],
    ' · ',
  );
}
