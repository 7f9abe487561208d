import type { ErrorDetails } from '../threads/errorDetails.ts';
import { explainContainerError } from '../threads/explainContainerError.ts';
import { explainError } from '../threads/explainError.ts';
import { describeReasonBeside } from '../threads/explainStatus.ts';
import { expiresAt, isFinalStatus } from '../threads/status.ts';
import type { ContainerState } from '../watches/watch.ts';
import { link, type Text, text, time } from './text.ts';

/** A container's state in a word or two, with the sign that stands for it in every message. */
export interface StateWords {
  readonly sign: string;
  readonly words: Text;
}

/**
 * What a container's state means, on one line.
 *
 * @param createdAt the container's creation, ms since the epoch; tells until when a ready one can be published
 */
export function describeState(state: ContainerState, createdAt: number | undefined): StateWords {
  switch (state.kind) {
    case 'unknown':
      return { sign: '🕓', words: text`not checked yet` };
    case 'not-found':
      return { sign: '❔', words: notFoundWords(state) };
    case 'refused':
      return { sign: '🚫', words: refusedWords(state.error) };
    case 'status':
      return describeStatus(state, createdAt);
  }
}

/** What became of a container after an alert about it, and when that was seen; a line that is added to the alert. */
export function describeOutcome(state: ContainerState, isOver: boolean): Text {
  const { sign, words } = isOver ? describeEnd(state) : describeState(state, undefined);
  const post = linkToPost(state).map((words) => text` · ${words}`);
  return state.kind === 'unknown'
    ? text`${sign} ${words}`
    : text`${sign} Since then: ${words} (seen ${time(state.at)})${post.flat()}`;
}

export function isPublished(state: ContainerState): boolean {
  return state.kind === 'status' && state.status === 'PUBLISHED';
}

/** Whether it can be published. */
export function isReady(state: ContainerState): boolean {
  return state.kind === 'status' && state.status === 'FINISHED';
}

/** A link to the post that a container became; nothing where its address is not known. */
export function linkToPost(state: ContainerState): Text[] {
  const url = state.kind === 'status' ? state.post?.permalink : undefined;
  return url === undefined ? [] : [text`${link(url, 'open the post')}`];
}

/** Whether nothing can follow, so that nobody has anything to do about the container any more. */
export function isFinal(state: ContainerState): boolean {
  return state.kind === 'status' && isFinalStatus(state.status);
}

/** What a container came to that is watched no more: one that is still open was so at the last check. */
export function describeEnd(state: ContainerState): StateWords {
  if (state.kind === 'status' && state.status === 'IN_PROGRESS')
    return { sign: '⌛', words: text`never finished: still processing at the last check` };
  if (state.kind === 'status' && state.status === 'FINISHED')
    return { sign: '⌛', words: text`not published at the last check` };
  return describeState(state, undefined);
}

/** Where Threads says why, that is the reason; a container that was seen before has most likely been published. */
function notFoundWords({ error, lastStatus }: Extract<ContainerState, { kind: 'not-found' }>): Text {
  if (error.kind === 'child-not-ready' || error.kind === 'media-not-fetched')
    return text`${explainError(error).cause}`;
  return lastStatus === undefined
    ? text`can't be found`
    : text`is no longer found; most likely it was published`;
}

/** An error that is elsewhere one of the account says nothing of the account where one container alone gets it. */
export function refusedWords(error: ErrorDetails): Text {
  const isOfContainer = error.kind === 'not-a-container' || error.kind === 'bad-request';
  if (isOfContainer) return text`${explainError(error).cause}`;
  return error.kind === 'unreadable'
    ? text`can't be checked: Threads sends no readable status for it`
    : text`can't be checked: Threads answers with an error for it`;
}

type StatusState = Extract<ContainerState, { kind: 'status' }>;

function describeStatus(state: StatusState, createdAt: number | undefined): StateWords {
  const { sign, words } = describeStatusAlone(state, createdAt);
  const note = describeReasonBeside(state.status, state.errorMessage);
  return { sign, words: note === undefined ? words : text`${words}; Threads ${note}` };
}

function describeStatusAlone(
  { status, errorMessage }: StatusState,
  createdAt: number | undefined,
): StateWords {
  switch (status) {
    case 'IN_PROGRESS':
      return { sign: '⏳', words: text`still processing` };
    case 'FINISHED':
      return { sign: '🟢', words: readyWords(createdAt) };
    case 'PUBLISHED':
      return { sign: '✅', words: text`published` };
    case 'ERROR':
      return { sign: '❌', words: text`failed: ${explainContainerError(errorMessage).cause}` };
    case 'EXPIRED':
      return { sign: '⌛', words: text`expired: not published within 24 hours` };
    default:
      return { sign: '🔷', words: unknownWords(status, errorMessage) };
  }
}

function unknownWords(status: string, errorMessage: string | undefined): Text {
  const words = text`reported as “${status}”, a status that Threads does not document`;
  return errorMessage === undefined ? words : text`${words}: ${explainContainerError(errorMessage).cause}`;
}

function readyWords(createdAt: number | undefined): Text {
  if (createdAt === undefined) return text`ready to publish`;
  return text`ready to publish; it expires on ${time(expiresAt(createdAt))}`;
}
