import type { ThreadsErrorKind } from '../../../threads/errors.ts';
import { explainError } from '../../../threads/explainError.ts';
import { code, type Text, text } from '../../text.ts';
import { endedButtons } from './alertButtons.ts';
import type { ContainerEventDescriptor, ContainerEventOf } from './containerEventDescriptor.ts';

/** Errors that explain themselves: no id is mistyped. */
const OTHER_REASONS: ReadonlySet<ThreadsErrorKind> = new Set(['media-not-fetched', 'child-not-ready']);

/** Threads does not find the container, check after check. */
export const notFound: ContainerEventDescriptor<'not-found'> = {
  alert: ({ error, lastStatus }, { account, container }) => {
    const id = code(container);
    if (OTHER_REASONS.has(error.kind)) {
      const { cause, fix } = explainError(error);
      return {
        tone: 'bad',
        title: text`❔ Container ${id} can't be checked: ${cause}`,
        body: [text`${fix}`],
      };
    }
    if (lastStatus !== undefined)
      return {
        tone: 'warning',
        title: text`❔ Container ${id} can no longer be seen`,
        body: [
          text`It was there before. It has most likely been published, or discarded: see on Threads whether the post is there; if not, create a new container.`,
        ],
      };
    return {
      tone: 'bad',
      title: text`❔ Container ${id} can't be seen: Threads does not find it for ${account}`,
      body: [
        text`The id is mistyped, the container was discarded, or it belongs to another account. Check the id; for another account, watch it again with ${code('account:<name>')}.`,
      ],
    };
  },
  buttons: endedButtons,
  groupHeadline: () => ({ sign: '❔', tone: 'bad', predicate: "can't be seen" }),
  groupLine: whatToDo,
  listLine: whatToDo,
  isSuperseded: false,
  isTrueWhile: undefined,
};

function whatToDo({ error, lastStatus }: ContainerEventOf<'not-found'>): Text {
  if (OTHER_REASONS.has(error.kind)) return text`${explainError(error).cause}. ${explainError(error).fix}`;
  return lastStatus === undefined
    ? text`mistyped, discarded, or another account's. Check the id.`
    : text`published or discarded since. See on Threads whether the post is there.`;
}
