import type { ErrorDetails } from '../../threads/errorDetails.ts';
import { explainContainerError, explainError } from '../../threads/explanations.ts';
import { expiresAt } from '../../threads/status.ts';
import { checkAgainButton, snoozeButton, snoozeChannelButton, stopWatchingButton } from '../buttons.ts';
import type { Button, Card } from '../card.ts';
import type { ContentOf } from '../content.ts';
import { code, type Text, text, time } from '../text.ts';
import { TRY_AGAIN } from '../tryAgain.ts';

type ContainerFacts = ContentOf<'container'>;

/** What happened to a container, why, and what to do: a message that people should be notified of. */
export function containerAlert(facts: ContainerFacts): Card {
  const { title, body, tone } = words(facts);
  return { tone, title, body: [...body, context(facts)], buttons: buttonsFor(facts) };
}

interface AlertWords {
  readonly tone: Card['tone'];
  readonly title: Text;
  readonly body: readonly Text[];
}

function words({ account, container, createdAt, event }: ContainerFacts): AlertWords {
  const id = code(container);
  switch (event.kind) {
    case 'failed': {
      const { cause, fix, tryAgain } = explainContainerError(event.errorMessage);
      return {
        tone: 'bad',
        title: text`❌ Container ${id} failed: ${cause}`,
        body: [text`${fix}`, TRY_AGAIN[tryAgain], ...said(event.errorMessage)],
      };
    }
    case 'expired':
      return {
        tone: 'bad',
        title: text`⌛ Container ${id} expired: it was not published within 24 hours`,
        body: [
          text`It can't be published any more. Create a new container with the same media, and publish that.`,
        ],
      };
    case 'expiring':
      return {
        tone: 'warning',
        title: text`⏰ Container ${id} is not published yet, and expires ${time(expiresAt(createdAt))}`,
        body: [text`It is ready: publish it before then. After that only a new container will do.`],
      };
    case 'delayed':
      return {
        tone: 'warning',
        title: text`🐢 Container ${id} is still processing, longer than most`,
        body: [
          text`Large videos can take this long. The next check is ${time(event.nextCheckAt)}; to see it sooner, check again.`,
        ],
      };
    case 'unfinished':
      return unfinished(id, event.status);
    case 'not-found':
      return notFound(id, account, event.lastStatus);
    case 'refused':
      return refused(id, event.error);
  }
}

function unfinished(id: ReturnType<typeof code>, status: string): AlertWords {
  const stopped = text`It was created 24 hours ago, so this was the last check.`;
  if (status === 'IN_PROGRESS')
    return {
      tone: 'bad',
      title: text`⌛ Container ${id} never finished: it was still processing at the last check`,
      body: [
        text`${stopped} Create a new container; if that hangs too, re-encode the video or host it elsewhere.`,
      ],
    };
  if (status === 'FINISHED')
    return {
      tone: 'bad',
      title: text`⌛ Container ${id} was still not published at the last check`,
      body: [text`${stopped} It expires about now: publish it at once, or create a new container.`],
    };
  return {
    tone: 'warning',
    title: text`🔷 Container ${id} ended in a status that Threads does not document: “${status}”`,
    body: [text`${stopped} See on Threads whether the post is there; if not, create a new container.`],
  };
}

function notFound(id: ReturnType<typeof code>, account: string, lastStatus: string | undefined): AlertWords {
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
}

function refused(id: ReturnType<typeof code>, error: ErrorDetails): AlertWords {
  const { cause, fix } = explainError(error);
  return { tone: 'bad', title: text`🚫 Container ${id} can't be watched: ${cause}`, body: [text`${fix}`] };
}

/** Threads' own word, for those who search for it, where it is one that says something. */
function said(errorMessage: string | undefined): Text[] {
  return errorMessage === undefined || errorMessage === 'UNKNOWN'
    ? []
    : [text`Threads' own word: ${code(errorMessage)}`];
}

function context({ account, note }: ContainerFacts): Text {
  return text`Account ${account}${note === undefined ? '' : ` · “${note}”`}`;
}

function buttonsFor({ account, container, event }: ContainerFacts): Button[] {
  const about = { account, container };
  switch (event.kind) {
    case 'delayed':
    case 'expiring':
      return [checkAgainButton(about), stopWatchingButton(about), snoozeButton(about)];
    default:
      return [checkAgainButton(about), snoozeChannelButton()];
  }
}
