import type { ContainerState } from '../../watches/watch.ts';
import { showAllButton, snoozeButton } from '../buttons.ts';
import type { Card } from '../card.ts';
import { describeEnd, describeState, isFinal } from '../containerWords.ts';
import type { ContentOf } from '../content.ts';
import { code, joinText, type Text, text } from '../text.ts';
import { describeEvent } from './containerEvents/table.ts';

type ContainerFacts = ContentOf<'container'>;

/** The message says what to do for the first of its containers, and lists the ids of the next. */
const DESCRIBED = 10;
const LISTED = 40;

const NAMES = new Intl.ListFormat('en-GB');

/**
 * One message about several containers of a channel to which the same happened.
 *
 * @param id names the message on its buttons
 */
export function containerGroup(group: readonly ContainerFacts[], id: string): Card {
  const { title, tone } = headlineOf(group);
  // What became of the others is said above; there is nothing to do for them any more.
  const open = group.filter(({ outcome, ended }) => outcome === undefined || !(ended || isFinal(outcome)));
  return {
    tone,
    title,
    body: [
      ...describeOutcomes(group),
      ...describeFirst(open.slice(0, DESCRIBED)),
      ...listRest(open.slice(DESCRIBED)),
    ],
    buttons: [...(group.length > DESCRIBED ? [showAllButton(id)] : []), snoozeButton({})],
  };
}

/** What happened, and to how many containers. @throws TypeError for an empty group */
export function headlineOf(group: readonly ContainerFacts[]): Pick<Card, 'title' | 'tone'> {
  const [first] = group;
  if (first === undefined) throw new TypeError('a group without containers');
  const { sign, tone, predicate } = describeEvent(first.event).groupHeadline(first.event);
  const accounts = NAMES.format(new Set(group.map(({ account }) => account)));
  return { tone, title: text`${sign} ${group.length} containers of ${accounts} ${predicate}` };
}

/** One container of a group, on a line of its own. */
export function describeMember(facts: ContainerFacts): Text {
  const { account, event, createdAt } = facts;
  return text`${nameOf(facts)} of ${account}: ${describeEvent(event).listLine(event, createdAt)}`;
}

/** A line for each thing to do, with the containers that it applies to. */
function describeFirst(group: readonly ContainerFacts[]): Text[] {
  const lines = group.map((facts) => {
    const { event, createdAt } = facts;
    return { facts, whatToDo: describeEvent(event).groupLine(event, createdAt) };
  });
  const byLine = Map.groupBy(lines, ({ whatToDo }) => JSON.stringify(whatToDo)).values();
  return [...byLine].map((same) => {
    const names = same.map(({ facts }) => nameOf(facts));
    return text`• ${joinText(names, ', ')}: ${same[0]?.whatToDo ?? []}`;
  });
}

/** A line for each thing that became of containers after the alert, with their names. */
function describeOutcomes(group: readonly ContainerFacts[]): Text[] {
  const known = group.flatMap((facts) =>
    facts.outcome === undefined ? [] : [{ facts, shown: describeEndOrState(facts.outcome, facts.ended) }],
  );
  const alike = Map.groupBy(known, ({ shown }) => JSON.stringify(shown)).values();
  return [...alike].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const { sign, words } = first.shown;
    const names = same.slice(0, LISTED).map(({ facts }) => nameOf(facts));
    return [text`${sign} Since then ${joinText(names, ', ')}: ${words}`];
  });
}

function describeEndOrState(outcome: ContainerState, ended = false): ReturnType<typeof describeState> {
  return ended ? describeEnd(outcome) : describeState(outcome, undefined);
}

function nameOf({ container, note }: ContainerFacts): Text {
  return text`${code(container)}${note === undefined ? '' : ` “${note}”`}`;
}

function listRest(group: readonly ContainerFacts[]): Text[] {
  if (group.length === 0) return [];
  const ids = group.slice(0, LISTED).map(({ container }) => text`${code(container)}`);
  const unlisted = group.length - ids.length;
  return [text`And ${joinText(ids, ', ')}${unlisted > 0 ? ` and ${unlisted} more` : ''}`];
}
