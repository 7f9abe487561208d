import type { ContainerState } from '../../watches/watch.ts';
import { checkAgainButton, confirmPublishButton, publishSoonButton } from '../buttons.ts';
import type { Card } from '../card.ts';
import { describeState } from '../containerWords.ts';
import { describePost, namePost } from '../postWords.ts';
import { strong, text, time } from '../text.ts';

export interface PublishQuestionFacts {
  readonly account: string;
  /** The account's name on Threads, where it is known. */
  readonly username?: string | undefined;
  readonly container: string;
  readonly note?: string | undefined;
  /** Its status as it was last seen. */
  readonly state: Extract<ContainerState, { kind: 'status' }>;
  /** When the container was created, if known; ms since the epoch. */
  readonly createdAt?: number | undefined;
  /** Names the question on its button. */
  readonly question: string;
  /** Whether it was asked before, too long ago. */
  readonly isAnew: boolean;
}

/** Asks, before a container is published, whether it is to go out, and from which account. */
export function publishQuestion(facts: PublishQuestionFacts): Card {
  const { account, username, container, note, state, createdAt, question, isAnew } = facts;
  const isReady = state.status === 'FINISHED';
  const { sign, words } = describeState(state, createdAt);
  const name = namePost({ container, note });
  const about = { account, container };
  return {
    tone: isReady ? 'neutral' : 'waiting',
    title: isReady ? text`📤 Publish ${name}?` : text`⏳ ${name} is not ready to be published yet`,
    body: [
      ...(isAnew ? [text`What you confirmed was asked too long ago, or something has happened since.`] : []),
      text`It goes out from ${strong(account)}${username === undefined ? '' : ` (@${username} on Threads)`}.`,
      text`${sign} Last seen ${time(state.at)}: ${words}.`,
      isReady
        ? text`Press Publish once more to confirm. Threadwatch can't take a post back.`
        : text`Publish when ready publishes it as soon as a check finds it ready: nobody is asked again.`,
    ],
    context: [describePost({ container, account, note })],
    buttons: isReady
      ? [confirmPublishButton(about, question)]
      : [publishSoonButton(about, question), checkAgainButton(about)],
  };
}
