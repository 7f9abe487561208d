import { explainContainerError } from '../../threads/explainContainerError.ts';
import { explainError } from '../../threads/explainError.ts';
import { explainStatus } from '../../threads/explainStatus.ts';
import type { ContainerState } from '../../watches/watch.ts';
import { checkAgainButton, publishButton, stopWatchingButton, watchButton } from '../buttons.ts';
import type { Card, Tone } from '../card.ts';
import { describeState, isReady } from '../containerWords.ts';
import { describePost, namePost } from '../postWords.ts';
import { type Text, text, time } from '../text.ts';
import { describeRetry } from '../tryAgain.ts';

export interface ContainerStatusFacts {
  readonly account: string;
  readonly container: string;
  readonly state: Exclude<ContainerState, { kind: 'unknown' }>;
  /** When the container was created, if known; ms since the epoch. */
  readonly createdAt?: number | undefined;
  /** Whether this channel watches it, and when it is checked next. */
  readonly watch?: { readonly nextCheckAt: number; readonly note?: string | undefined } | undefined;
  /** The requested account, if it does not find the container but `account` does. */
  readonly notFoundBy?: string | undefined;
}

/** The answer to `status`: the status, what it means, and what to do. */
export function containerStatus(facts: ContainerStatusFacts): Card {
  const { account, container, state, createdAt, watch, notFoundBy } = facts;
  const { sign, words } = describeState(state, createdAt);
  const about = { container, account };
  const isOpen = state.kind === 'status' && !['PUBLISHED', 'ERROR', 'EXPIRED'].includes(state.status);
  const mayYetCome = isOpen || state.kind === 'not-found';
  return {
    tone: toneOf(state),
    title: text`${sign} ${namePost({ container, note: watch?.note })} ${sayState(state, words)}`,
    body: [
      ...advice(state),
      ...(notFoundBy === undefined ? [] : [text`It belongs to ${account}; ${notFoundBy} can't find it.`]),
      ...(watch ? [text`Watched here. Next check: ${time(watch.nextCheckAt)}.`] : []),
    ],
    context: [describePost({ container, account, note: watch?.note }, text`checked ${time(state.at)}`)],
    buttons: [
      ...(isReady(state) ? [publishButton(about)] : []),
      ...(mayYetCome && !watch ? [watchButton(about)] : []),
      ...(mayYetCome ? [checkAgainButton(about)] : []),
      ...(watch ? [stopWatchingButton(about)] : []),
    ],
  };
}

/** The state as the rest of a sentence that begins with the post's name. */
function sayState(state: ContainerStatusFacts['state'], words: Text): Text {
  const isAdjective = state.kind === 'status' && !['ERROR', 'EXPIRED'].includes(state.status);
  return isAdjective ? text`is ${words}` : words;
}

function toneOf(state: ContainerStatusFacts['state']): Tone {
  if (state.kind !== 'status') return 'warning';
  switch (state.status) {
    case 'PUBLISHED':
    case 'FINISHED':
      return 'good';
    case 'ERROR':
    case 'EXPIRED':
      return 'bad';
    default:
      return 'waiting';
  }
}

function advice(state: ContainerStatusFacts['state']): Text[] {
  if (state.kind !== 'status') {
    const { cause, fix } = explainError(state.error);
    return state.kind === 'refused' ? [text`${fix}`] : [text`${fix}`, text`Why: ${cause}.`];
  }
  if (state.status !== 'ERROR') return [text`${explainStatus(state.status, state.errorMessage).advice}`];
  const { fix, tryAgain } = explainContainerError(state.errorMessage);
  return describeRetry(fix, tryAgain);
}
