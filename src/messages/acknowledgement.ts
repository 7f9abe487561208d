import type { Button, Card } from './card.ts';
import type { Acknowledgement } from './content.ts';
import { person, type Text, text, time } from './text.ts';

/** What one message shows, as far as it can be acknowledged. */
export interface Acknowledgeable {
  readonly acknowledged: Acknowledgement | undefined;
  /** Whether it is still bad news, so that somebody can take care of it. */
  readonly isBad: boolean;
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
    const what =
      same.length === shown.length ? 'it' : `${same.length} of these ${shown.length}; the others came later`;
    return [text`🙋 ${person(first.by)} is taking care of ${what} (since ${time(first.at)})`];
  });
}
