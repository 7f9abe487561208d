import { explainError } from '../../threads/explainError.ts';
import { snoozeButton } from '../buttons.ts';
import type { Card } from '../card.ts';
import type { ContentOf } from '../content.ts';
import { linkToDocs, type MessageLinks } from '../links.ts';
import { describeAsker, shortenNote } from '../postWords.ts';
import { joinText, type Text, text } from '../text.ts';
import { nameErrorCode } from './containerEvents/errorCode.ts';

type CreateError = ContentOf<'create-error'>;

/** So many posts are named. */
const MOST_NAMED = 15;

/** Posts that a program could not create, all for the same reason: which, what to do, and why. */
export function createError(
  errors: readonly [CreateError, ...CreateError[]],
  links: MessageLinks = {},
): Card {
  const [{ error, account, hook, note }] = errors;
  const { cause, fix, topic } = explainError(error);
  const code = nameErrorCode(error);
  const isOne = errors.length === 1;
  const name = isOne
    ? note === undefined
      ? text`A post of ${account}`
      : text`“${shortenNote(note)}”`
    : text`${errors.length} posts of ${account}`;
  return {
    tone: 'bad',
    title: text`❌ ${name} couldn't be created: ${cause}`,
    body: [text`${fix}`, ...(isOne ? [] : namePosts(errors))],
    context: [
      joinText(
        [
          text`${account}`,
          ...describeAsker(undefined, hook),
          ...(isOne && note !== undefined && shortenNote(note) !== note ? [text`“${note}”`] : []),
          ...(code === undefined ? [] : [code]),
          ...linkToDocs(links, topic),
        ],
        ' · ',
      ),
    ],
    buttons: [snoozeButton({})],
  };
}

function namePosts(errors: readonly CreateError[]): Text[] {
  const notes = errors.flatMap(({ note }) => (note === undefined ? [] : [note]));
  const named = notes.slice(0, MOST_NAMED);
  const left = errors.length - named.length;
  return [
    ...named.map((note) => text`• “${shortenNote(note)}”`),
    ...(left > 0 && named.length > 0 ? [text`and ${left} more`] : []),
  ];
}
