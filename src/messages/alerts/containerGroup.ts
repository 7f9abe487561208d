import type { ContainerState } from '../../watches/watch.ts';
import { showAllButton, snoozeButton } from '../buttons.ts';
import type { Card } from '../card.ts';
import { describeEnd, describeState, isFinal } from '../containerWords.ts';
import type { ContentOf } from '../content.ts';
import { describeAsker, namePost, shortenNote } from '../postWords.ts';
import { code, joinText, strong, type Text, text, time } from '../text.ts';
import type { GroupLine } from './containerEvents/containerEventDescriptor.ts';
import { describeEvent } from './containerEvents/table.ts';

type ContainerFacts = ContentOf<'container'>;

/** So many posts are all named. Of more, a message that is read on a phone names a few; *Show all* lists the others. */
const ALL_NAMED = 50;
const FEW_NAMED = 15;
/** More posts than this are easier to read in a list of their own. */
const EASILY_READ = 10;
/** So many causes are told apart. */
const MOST_CAUSES = 6;

const NAMES = new Intl.ListFormat('en-GB');

/**
 * One message about several containers of a channel to which the same happened: how many, and for each cause what to do
 * and which posts, the commonest cause first.
 *
 * @param id names the message on its buttons
 */
export function containerGroup(group: readonly ContainerFacts[], id: string): Card {
  const { title, tone } = headlineOf(group);
  // What became of the others is said above; there is nothing to do for them any more.
  const open = group.filter(({ outcome, ended }) => outcome === undefined || !(ended || isFinal(outcome)));
  const causes = groupByCause(open);
  const shown = causes.slice(0, MOST_CAUSES);
  const named = open.length <= ALL_NAMED ? ALL_NAMED : Math.ceil(FEW_NAMED / shown.length);
  return {
    tone,
    title,
    body: [
      ...describeOutcomes(group),
      ...shown.flatMap((cause) => describeCause(cause, named, shown.length > 1)),
      ...countOthers(causes.slice(MOST_CAUSES)),
    ],
    context: [describeAskers(group)],
    buttons: [...(group.length > EASILY_READ ? [showAllButton(id)] : []), snoozeButton({})],
  };
}

/** What happened, and to how many posts. @throws TypeError for an empty group */
export function headlineOf(group: readonly ContainerFacts[]): Pick<Card, 'title' | 'tone'> {
  const [first] = group;
  if (first === undefined) throw new TypeError('a group without containers');
  const { sign, tone, predicate } = describeEvent(first.event).groupHeadline(first.event);
  const posts = distinct(group);
  const name = posts.length === 1 ? namePost(first) : text`${posts.length} posts of ${accountsOf(group)}`;
  return { tone, title: text`${sign} ${name} ${predicate}` };
}

/** One post of a group, on a line of its own. */
export function describeMember(facts: ContainerFacts): Text {
  const { account, container, note, event, createdAt } = facts;
  const { cause, whatToDo, until } = describeEvent(event).groupLine(event, createdAt);
  const name =
    note === undefined ? text`${code(container)}` : text`${namePost({ container, note })} ${code(container)}`;
  const end = until === undefined ? '' : text` Expires on ${time(until)}.`;
  return text`${name} of ${account}: ${cause === undefined ? whatToDo : text`${cause}`}${end}`;
}

/** Each post once: its program can be answered several errors. */
function distinct(group: readonly ContainerFacts[]): readonly ContainerFacts[] {
  return [
    ...new Map(group.map((facts) => [JSON.stringify([facts.account, facts.container]), facts])).values(),
  ];
}

interface Cause extends GroupLine {
  readonly posts: readonly ContainerFacts[];
}

/** The causes of a group, the commonest first. */
function groupByCause(group: readonly ContainerFacts[]): Cause[] {
  const lines = group.map((facts) => ({
    facts,
    line: describeEvent(facts.event).groupLine(facts.event, facts.createdAt),
  }));
  const alike = Map.groupBy(lines, ({ line: { cause, whatToDo } }) => JSON.stringify([cause, whatToDo]));
  return [...alike.values()]
    .flatMap((same) => {
      const [first] = same;
      if (first === undefined) return [];
      const ends = same.flatMap(({ line }) => line.until ?? []);
      const until = ends.length === 0 ? undefined : Math.min(...ends);
      return [{ ...first.line, until, posts: distinct(same.map(({ facts }) => facts)) }];
    })
    .sort((a, b) => b.posts.length - a.posts.length);
}

/** The cause and what to do, once; then the posts by name. */
function describeCause(
  { cause, whatToDo, until, posts }: Cause,
  named: number,
  isOneOfSeveral: boolean,
): Text[] {
  const count = isOneOfSeveral ? ` (${posts.length})` : '';
  const head =
    cause === undefined ? text`${whatToDo}${count}` : text`${strong(capitalise(cause))}${count}. ${whatToDo}`;
  const deadline =
    until === undefined
      ? []
      : [text`${posts.length > 1 ? 'The first expires' : 'It expires'} on ${time(until)}.`];
  return [head, ...deadline, ...listPosts(posts, named).map((line) => text`• ${line}`)];
}

/** A line for each name; posts with one note share it: `“launch” 1788…, 1789…`. */
function listPosts(posts: readonly ContainerFacts[], most: number): Text[] {
  const byNote = [...Map.groupBy(posts.slice(0, most), ({ note }) => note)];
  const lines = byNote.map(([note, same]) => {
    const ids = joinText(
      same.map(({ container }) => text`${code(container)}`),
      ', ',
    );
    return note === undefined ? ids : text`“${shortenNote(note)}” ${ids}`;
  });
  const left = posts.length - Math.min(most, posts.length);
  return left > 0 ? [...lines, text`and ${left} more`] : lines;
}

function countOthers(causes: readonly Cause[]): Text[] {
  const count = causes.reduce((sum, { posts }) => sum + posts.length, 0);
  return count === 0 ? [] : [text`And ${count} more, for other reasons.`];
}

/** A line for each thing that became of posts after the alert, with their names. */
function describeOutcomes(group: readonly ContainerFacts[]): Text[] {
  const known = group.flatMap((facts) =>
    facts.outcome === undefined ? [] : [{ facts, shown: describeEndOrState(facts.outcome, facts.ended) }],
  );
  const alike = Map.groupBy(known, ({ shown }) => JSON.stringify(shown)).values();
  return [...alike].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const { sign, words } = first.shown;
    const posts = distinct(same.map(({ facts }) => facts));
    return [
      text`${sign} Since then ${words}: ${joinText(listPosts(posts, posts.length <= ALL_NAMED ? ALL_NAMED : FEW_NAMED), '; ')}`,
    ];
  });
}

function describeEndOrState(outcome: ContainerState, ended = false): ReturnType<typeof describeState> {
  return ended ? describeEnd(outcome) : describeState(outcome, undefined);
}

function accountsOf(group: readonly ContainerFacts[]): string {
  return NAMES.format(new Set(group.map(({ account }) => account)));
}

/** Small print: whose posts, and who asked. */
function describeAskers(group: readonly ContainerFacts[]): Text {
  const askers = new Map(group.map(({ by, hook }) => [hook ?? by, describeAsker(by, hook)]));
  const [first, ...others] = askers.values();
  const who = first === undefined ? text`` : text` · ${joinText(first, '')}`;
  return text`${accountsOf(group)}${who}${others.length > 0 ? ` and ${others.length} more` : ''}`;
}

function capitalise(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
