import { explainContainerError, explainError } from '../../threads/explanations.ts';
import { expiresAt } from '../../threads/status.ts';
import type { ContainerEventKind } from '../../watches/containerEvent.ts';
import { showAllButton, snoozeChannelButton } from '../buttons.ts';
import type { Card, Tone } from '../card.ts';
import type { ContentOf } from '../content.ts';
import { code, joinText, type Text, text, time } from '../text.ts';

type ContainerFacts = ContentOf<'container'>;

/** So many are told with what to do; so many more by their ids. */
const FIRST = 10;
const NAMED = 40;

const NAMES = new Intl.ListFormat('en-GB');

const HEADLINES: Record<ContainerEventKind, { sign: string; tone: Tone; what: string }> = {
  failed: { sign: '❌', tone: 'bad', what: 'failed' },
  expired: { sign: '⌛', tone: 'bad', what: 'expired: they were not published within 24 hours' },
  expiring: { sign: '⏰', tone: 'warning', what: 'are not published yet, and expire soon' },
  delayed: { sign: '🐢', tone: 'warning', what: 'are still processing, longer than most' },
  unfinished: {
    sign: '⌛',
    tone: 'bad',
    what: 'were still open at the last check, 24 hours after their creation',
  },
  'not-found': { sign: '❔', tone: 'bad', what: "can't be seen" },
  refused: { sign: '🚫', tone: 'bad', what: "can't be watched" },
};

/**
 * What happened alike to several containers of one channel, in one message.
 *
 * @param id the message's own, for its buttons
 */
export function containerGroup(group: readonly ContainerFacts[], id: string): Card {
  const { title, tone } = headlineOf(group);
  return {
    tone,
    title,
    body: [...describeFirst(group.slice(0, FIRST)), ...rest(group.slice(FIRST))],
    buttons: [...(group.length > FIRST ? [showAllButton(id)] : []), snoozeChannelButton()],
  };
}

/** What happened to how many, at one glance. */
export function headlineOf(group: readonly ContainerFacts[]): Pick<Card, 'title' | 'tone'> {
  const [head] = group;
  if (head === undefined) throw new TypeError('a group without containers');
  const { sign, tone, what } = HEADLINES[head.event.kind];
  const accounts = NAMES.format(new Set(group.map(({ account }) => account)));
  return { tone, title: text`${sign} ${group.length} containers of ${accounts} ${what}` };
}

/** One of them on a line of its own: what it is, and the reason, where each has its own. */
export function describeMember(facts: ContainerFacts): Text {
  const { account, event, createdAt } = facts;
  const why =
    event.kind === 'failed'
      ? text`${explainContainerError(event.errorMessage).cause}`
      : whatToDo(event, createdAt);
  return text`${nameOf(facts)} of ${account}: ${why}`;
}

/** One line for each thing to do, with the containers that it is to be done to. */
function describeFirst(group: readonly ContainerFacts[]): Text[] {
  const lines = group.map((facts) => ({ facts, toDo: whatToDo(facts.event, facts.createdAt) }));
  const alike = Map.groupBy(lines, ({ toDo }) => JSON.stringify(toDo)).values();
  return [...alike].map((same) => {
    const names = same.map(({ facts }) => nameOf(facts));
    return text`• ${joinText(names, ', ')}: ${same[0]?.toDo ?? []}`;
  });
}

function nameOf({ container, note }: ContainerFacts): Text {
  return text`${code(container)}${note === undefined ? '' : ` “${note}”`}`;
}

function whatToDo(event: ContainerFacts['event'], createdAt: number): Text {
  switch (event.kind) {
    case 'failed': {
      const { cause, fix } = explainContainerError(event.errorMessage);
      return text`${cause}. ${fix}`;
    }
    case 'expired':
      return text`create a new container and publish that.`;
    case 'expiring':
      return text`publish it; it expires ${time(expiresAt(createdAt))}.`;
    case 'delayed':
      return text`the next check is ${time(event.nextCheckAt)}.`;
    case 'unfinished':
      return event.status === 'IN_PROGRESS'
        ? text`still processing. Create a new container.`
        : event.status === 'FINISHED'
          ? text`not published. Publish it at once, or create a new container.`
          : text`reported as “${event.status}”. See on Threads whether the post is there.`;
    case 'not-found':
      return event.lastStatus === undefined
        ? text`mistyped, discarded, or another account's. Check the id.`
        : text`published or discarded since. See on Threads whether the post is there.`;
    case 'refused': {
      const { cause, fix } = explainError(event.error);
      return text`${cause}. ${fix}`;
    }
  }
}

function rest(group: readonly ContainerFacts[]): Text[] {
  if (group.length === 0) return [];
  const named = group.slice(0, NAMED).map(({ container }) => text`${code(container)}`);
  const unnamed = group.length - named.length;
  return [text`And ${joinText(named, ', ')}${unnamed > 0 ? ` and ${unnamed} more` : ''}`];
}
