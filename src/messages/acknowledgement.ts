import type { Button, Card } from './card.ts';
import type { Acknowledgement } from './content.ts';
import { type PostFacts, shortenNote } from './postWords.ts';
import { code, joinText, person, type Text, text, time } from './text.ts';

/** So many of a message's posts are named where somebody takes care of them alone. */
const MOST_NAMED = 3;

/** What one message shows, as far as it can be acknowledged. */
export interface Acknowledgeable {
  readonly acknowledged: Acknowledgement | undefined;
  /** Whether it is still bad news, so that somebody can take care of it. */
  readonly isBad: boolean;
  /** The post that it is about, where it is about one. */
  readonly post: PostFacts | undefined;
}

/**
 * The card with who takes care of what it tells, and with a button for whoever will.
 *
 * @param name names the message on its button
 */
export function withAcknowledgement(card: Card, shown: readonly Acknowledgeable[], name: string): Card {
  const isOpen = shown.some(({ isBad, acknowledged }) => isBad && acknowledged === undefined);
  return {
    ...card,
    body: [...card.body, ...describeAcknowledgements(shown)],
    buttons: isOpen ? [acknowledgeButton(name), ...card.buttons] : card.buttons,
  };
}

function acknowledgeButton(name: string): Button {
  return { label: 'Acknowledge', command: 'acknowledge', args: { alert: name } };
}

/** A line for each person; those who joined a message of several later are not taken care of by that. */
function describeAcknowledgements(shown: readonly Acknowledgeable[]): Text[] {
  const known = shown.flatMap(({ acknowledged }) => acknowledged ?? []);
  const byPerson = Map.groupBy(known, ({ by, at }) => `${at} ${by}`);
  return [...byPerson.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const what = same.length === shown.length ? text`it` : nameTaken(shown, first);
    const rest = same.length === shown.length ? '' : '. Nobody has taken the others, which came later';
    return [text`🙋 ${person(first.by)} is taking care of ${what} (since ${time(first.at)})${rest}`];
  });
}

/** Those that came later are nobody's yet. */
function nameTaken(shown: readonly Acknowledgeable[], { by, at }: Acknowledgement): Text {
  const taken = shown.filter(({ acknowledged }) => acknowledged?.by === by && acknowledged.at === at);
  const posts = taken.flatMap(({ post }) => post ?? []);
  const names =
    posts.length > MOST_NAMED
      ? text`${taken.length} of these ${shown.length}`
      : joinText(
          posts.map(({ container, note }) =>
            note === undefined ? text`${code(container)}` : text`“${shortenNote(note)}” ${code(container)}`,
          ),
          ', ',
        );
  return text`${names}`;
}
