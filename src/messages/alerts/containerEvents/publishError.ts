import { explainContainerError } from '../../../threads/explainContainerError.ts';
import { explainError } from '../../../threads/explainError.ts';
import type { Explanation } from '../../../threads/explanation.ts';
import { expiresAt } from '../../../threads/status.ts';
import type { ContainerEvent } from '../../../watches/containerEvent.ts';
import type { ContainerState } from '../../../watches/watch.ts';
import { describeState, isFinal, isPublished, isReady } from '../../containerWords.ts';
import { type Text, text, time } from '../../text.ts';
import { finalButtons, readyButtons, watchedButtons } from './alertButtons.ts';
import type { ContainerEventDescriptor, ContainerEventOf } from './containerEventDescriptor.ts';
import { nameErrorCode } from './errorCode.ts';

type PublishError = ContainerEventOf<'publish-error'>;

const NOTHING_LEFT = "Nothing is left to do: don't publish it again.";

/** Threads answered the publishing program with an error, when the container was to be published. */
export const publishError: ContainerEventDescriptor<'publish-error'> = {
  alert: (event, { createdAt }) => {
    const { error, seen } = event;
    const { cause, fix } = explain(event);
    if (isPublishedAfterAll(event))
      return {
        sign: '✅',
        tone: 'good',
        predicate: text`is published, although Threads answered with an error`,
        body: [text`${NOTHING_LEFT}`, text`What its publisher was answered: ${cause}.`],
        code: nameErrorCode(error),
      };
    return {
      sign: '❌',
      tone: 'bad',
      predicate:
        describeEnd(seen) ??
        text`${isNotOut(seen) ? 'was not published' : 'got an error at publishing'}: ${cause}`,
      body: [...(isOver(seen) ? [] : [text`${fix}`]), describeSeen(seen, createdAt)],
      code: nameErrorCode(error),
    };
  },
  buttons: (container, { seen }) => {
    if (isOver(seen)) return finalButtons();
    return seen !== undefined && isReady(seen) ? readyButtons(container) : watchedButtons(container);
  },
  groupHeadline: (event) =>
    isPublishedAfterAll(event)
      ? { sign: '✅', tone: 'good', predicate: 'are published, although Threads answered with errors' }
      : { sign: '❌', tone: 'bad', predicate: 'got an error at publishing' },
  groupLine: (event) => {
    const { cause, fix } = explain(event);
    return { cause, whatToDo: isPublishedAfterAll(event) ? text`${NOTHING_LEFT}` : text`${fix}` };
  },
  topic: (event) => explain(event).topic,
  isSuperseded: false,
  isTrueWhile: undefined,
};

/** Whether an error was reported of a container that is published all the same. */
export function isPublishedAfterAll(event: ContainerEvent): boolean {
  return event.kind === 'publish-error' && event.seen !== undefined && isPublished(event.seen);
}

function explain({ error, seen }: PublishError): Explanation {
  return explainError({ ...error, isStatusKnown: seen !== undefined });
}

/** That it came to an end explains the error better than the error does. */
function describeEnd(seen: ContainerState | undefined): Text | undefined {
  if (seen?.kind !== 'status') return undefined;
  if (seen.status === 'EXPIRED') return text`was not published: it has expired`;
  return seen.status === 'ERROR'
    ? text`failed: ${explainContainerError(seen.errorMessage).cause}`
    : undefined;
}

function isNotOut(seen: ContainerState | undefined): boolean {
  return seen?.kind === 'status' && !isPublished(seen);
}

/** Whether its own status says that it can't be published any more, or is. */
function isOver(seen: ContainerState | undefined): boolean {
  return seen !== undefined && isFinal(seen);
}

/** What the container's own status says, and what follows from that. */
function describeSeen(seen: ContainerState | undefined, createdAt: number): Text {
  if (seen === undefined || seen.kind === 'unknown')
    return text`Threadwatch asks for the container's own status too; what it finds is added here.`;
  const at = text`(seen ${time(seen.at)})`;
  if (seen.kind === 'not-found')
    return text`Threadwatch can't see the container either ${at}; it looks again within the next minutes.`;
  if (seen.kind === 'refused') return text`The container ${describeState(seen, undefined).words} ${at}.`;
  switch (seen.status) {
    case 'FINISHED':
      return text`The container itself is ready ${at}: it can be published until ${time(expiresAt(createdAt))}.`;
    case 'IN_PROGRESS':
      return text`The container is still being processed ${at}: it can be published once it is ready.`;
    case 'ERROR': {
      const { fix } = explainContainerError(seen.errorMessage);
      return text`The container itself failed ${at}. ${fix}`;
    }
    case 'EXPIRED':
      return text`The container has expired ${at}: create a new one with the same media, and publish that.`;
    default:
      return text`The container is ${describeState(seen, createdAt).words} ${at}.`;
  }
}
