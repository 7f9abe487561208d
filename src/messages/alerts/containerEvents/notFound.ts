import type { ErrorDetails } from '../../../threads/errorDetails.ts';
import type { ThreadsErrorKind } from '../../../threads/errors.ts';
import { explainError } from '../../../threads/explainError.ts';
import { code, text } from '../../text.ts';
import { endedButtons } from './alertButtons.ts';
import type { ContainerEventDescriptor } from './containerEventDescriptor.ts';

/** Errors that explain themselves: no id is mistyped. */
const OTHER_REASONS: ReadonlySet<ThreadsErrorKind> = new Set(['media-not-fetched', 'child-not-ready']);

const SEE_ON_THREADS = 'See on Threads whether the post is there; if not, create a new container.';

/** Threads does not find the container, check after check. */
export const notFound: ContainerEventDescriptor<'not-found'> = {
  alert: ({ error, lastStatus }, { account }) => {
    if (explainsItself(error)) {
      const { cause, fix } = explainError(error);
      return { sign: '❔', tone: 'bad', predicate: text`can't be checked: ${cause}`, body: [text`${fix}`] };
    }
    if (lastStatus !== undefined)
      return {
        sign: '❔',
        tone: 'warning',
        predicate: text`is no longer found: most likely it was published`,
        body: [
          text`${SEE_ON_THREADS}`,
          text`Threads found it before, and now it doesn't: that happens after publishing, or when a container is discarded.`,
        ],
      };
    return {
      sign: '❔',
      tone: 'bad',
      predicate: text`can't be found by ${account}`,
      body: [
        text`Check the id. If it belongs to another account, watch it again with ${code('account:<name>')}.`,
        text`Either the id is mistyped, or the container was discarded, or it is another account's.`,
      ],
    };
  },
  buttons: endedButtons,
  groupHeadline: () => ({ sign: '❔', tone: 'bad', predicate: "can't be found" }),
  groupLine: ({ error, lastStatus }) => {
    if (explainsItself(error)) {
      const { cause, fix } = explainError(error);
      return { cause, whatToDo: text`${fix}` };
    }
    return lastStatus === undefined
      ? {
          cause: "the id is mistyped, or the container was discarded, or it is another account's",
          whatToDo: text`Check the ids, and which account created them.`,
        }
      : { cause: 'most likely published since the last check', whatToDo: text`${SEE_ON_THREADS}` };
  },
  topic: ({ error }) => explainError(error).topic,
  isSuperseded: false,
  isTrueWhile: undefined,
};

function explainsItself({ kind }: ErrorDetails): boolean {
  return OTHER_REASONS.has(kind);
}
