import type { ErrorDetails } from '../../threads/errorDetails.ts';
import { explainContainerError } from '../../threads/explainContainerError.ts';
import { explainError } from '../../threads/explainError.ts';
import { explainStatus } from '../../threads/explainStatus.ts';
import { checkAgainButton, checkQuotaButton, publishButton, watchButton } from '../buttons.ts';
import type { Button, Card, Tone } from '../card.ts';
import type { ContentOf } from '../content.ts';
import { describePost, namePost } from '../postWords.ts';
import type { PublicationOutcome } from '../publicationOutcome.ts';
import { freeingUp, QUOTA_NOUNS, quotaShare } from '../quotaWords.ts';
import { link, person, type Text, text, time } from '../text.ts';

type Publication = ContentOf<'publication'>;

/** What one outcome says; the headline is the sign, the post's name and the predicate. */
interface OutcomeWords {
  readonly sign: string;
  readonly tone: Tone;
  readonly predicate: Text;
  /** Why, and what to do next. */
  readonly body: readonly Text[];
  readonly buttons: readonly Button[];
}

/** What became of a container that somebody published from chat; what was found out later is a line that is added. */
export function publication(content: Publication): Card {
  const { account, container, note, by, outcomes } = content;
  const [first] = outcomes;
  const last = outcomes.at(-1);
  if (first === undefined || last === undefined) throw new TypeError('a publication without an outcome');
  const words = describeOutcome(first, content);
  const end = describeOutcome(last, content);
  const since =
    last === first ? [] : [text`${end.sign} Since then: it ${end.predicate} (seen ${time(last.at)})`];
  return {
    tone: end.tone,
    title: text`${words.sign} ${namePost({ container, note })} ${words.predicate}`,
    body: [...since, ...end.body],
    context: [describePost({ container, account, note }, text`Publish pressed by ${person(by)}`)],
    buttons: end.buttons,
  };
}

function describeOutcome(outcome: PublicationOutcome, about: Publication): OutcomeWords {
  switch (outcome.kind) {
    case 'published':
      return describePublished(outcome);
    case 'published-before':
      return {
        sign: '✅',
        tone: 'good',
        predicate: text`is published already`,
        body: [text`Threads said so before anything was done, so nothing was published again.`],
        buttons: [],
      };
    case 'unsettled':
      return describeUnsettled(outcome);
    case 'unpublished':
      return describeUnpublished(outcome, about);
    case 'wrong-status':
      return describeStatus(outcome, about);
    case 'quota-used-up':
      return describeQuota(outcome, about);
    case 'unchecked':
      return describeUnchecked(outcome, about);
    case 'called-off':
      return {
        sign: '⏹️',
        tone: 'neutral',
        predicate: text`was not published: its watch has ended`,
        body: [text`It was to be published once its watch found it ready. You can publish it again.`],
        buttons: [publishButton(about)],
      };
    case 'too-late':
      return {
        sign: '⌛',
        tone: 'bad',
        predicate: text`was not published: it couldn't be checked before its 24 hours were over`,
        body: [
          text`See on Threads whether the post is there all the same. If not, create a new container with the same media, and publish that.`,
        ],
        buttons: [checkAgainButton(about)],
      };
    case 'unknown':
      return describeUnknown(outcome, about);
  }
}

type OutcomeOf<K extends PublicationOutcome['kind']> = Extract<PublicationOutcome, { kind: K }>;

function describePublished({ post, isSeen }: OutcomeOf<'published'>): OutcomeWords {
  const links = post?.permalink === undefined ? [] : [text`${link(post.permalink, 'Open the post')}`];
  const why = isSeen
    ? [text`The call was not answered as it should be, but the container's status says that it is out.`]
    : [];
  return { sign: '✅', tone: 'good', predicate: text`is published`, body: [...links, ...why], buttons: [] };
}

function describeUnsettled({ error, status, againAt }: OutcomeOf<'unsettled'>): OutcomeWords {
  const why =
    error === undefined ? [] : [text`Why: ${explainError({ ...error, subject: 'publish' }).cause}.`];
  return {
    sign: '⏳',
    tone: 'warning',
    predicate:
      status === undefined
        ? text`was sent to Threads, and nobody can tell yet whether it is published`
        : text`is not published so far`,
    body: [
      text`Threads may still be at it, so it is checked by itself; you can publish it again on ${time(againAt)} at the earliest. Don't publish it elsewhere before.`,
      ...why,
    ],
    buttons: [],
  };
}

function describeUnchecked({ error }: OutcomeOf<'unchecked'>, about: Publication): OutcomeWords {
  const { cause, fix } = explainError({ ...error, subject: 'container' });
  // What their words promise is about checks: nothing is published by itself.
  const passes = error.kind === 'outage' || LIMITS.has(error.kind);
  return {
    sign: '⚠️',
    tone: 'warning',
    predicate: text`was not published: it can't be checked`,
    body: [
      ...(passes ? [] : [text`${fix}`]),
      text`Why: ${cause}. Nothing was sent: when that is over, publish it again.`,
    ],
    buttons: [publishButton(about)],
  };
}

function describeUnpublished({ error }: OutcomeOf<'unpublished'>, about: Publication): OutcomeWords {
  const again = text`Its status says that it is not out, so you can publish it again.`;
  if (error === undefined)
    return {
      sign: '⚠️',
      tone: 'warning',
      predicate: text`was not published`,
      body: [again, text`Why: Threadwatch was restarted during the call.`],
      buttons: [publishButton(about)],
    };
  const { fix } = explainError({ ...error, subject: LIMITS.has(error.kind) ? 'publish' : 'container' });
  return {
    sign: '⚠️',
    tone: 'warning',
    predicate: text`was not published`,
    body: [MAY_PASS.has(error.kind) ? again : text`${again} First: ${fix}`, text`Why: ${causeOf(error)}.`],
    buttons: [publishButton(about)],
  };
}

/** No answer to this one call says nothing of Threads as a whole. */
function causeOf(error: ErrorDetails): string {
  return error.kind === 'outage' || error.kind === 'unreadable'
    ? 'Threads gave no usable answer to the call'
    : explainError({ ...error, subject: 'publish' }).cause;
}

/** Only checks are made again by themselves when a limit is over. */
const LIMITS: ReadonlySet<string> = new Set(['limited', 'app-limited']);

/** After these the same press usually works. */
const MAY_PASS: ReadonlySet<string> = new Set(['not-visible', 'outage', 'unreadable', 'unknown']);

function describeStatus(
  { status, errorMessage }: OutcomeOf<'wrong-status'>,
  about: Publication,
): OutcomeWords {
  const { meaning, advice } = explainStatus(status, errorMessage);
  if (status === 'ERROR') {
    const { cause, fix } = explainContainerError(errorMessage);
    return {
      sign: '❌',
      tone: 'bad',
      predicate: text`was not published: it failed`,
      body: [text`${fix} Then create a new container.`, text`Why: ${cause}.`],
      buttons: [],
    };
  }
  if (status === 'EXPIRED')
    return {
      sign: '⌛',
      tone: 'bad',
      predicate: text`was not published: it expired`,
      body: [text`${advice}`],
      buttons: [],
    };
  return {
    sign: '⏳',
    tone: 'waiting',
    predicate: text`was not published: it ${meaning}`,
    body: [text`${advice} When it is ready, you can publish it again.`],
    buttons: [publishButton(about), watchButton(about)],
  };
}

function describeQuota(
  { used, total, windowSeconds }: OutcomeOf<'quota-used-up'>,
  about: Publication,
): OutcomeWords {
  return {
    sign: '⛔',
    tone: 'bad',
    predicate: text`was not published: the posts quota of ${about.account} is used up`,
    body: [
      text`${quotaShare('posts', used, total)}. It frees up ${freeingUp(QUOTA_NOUNS.posts, windowSeconds)}; publish it again then.`,
    ],
    buttons: [publishButton(about), checkQuotaButton(about.account)],
  };
}

function describeUnknown({ error }: OutcomeOf<'unknown'>, about: Publication): OutcomeWords {
  const isLikely = error?.kind === 'not-a-container';
  return {
    sign: '❔',
    tone: 'warning',
    predicate: isLikely
      ? text`is most likely published`
      : text`was sent to Threads, and its status can't be checked any more`,
    body: [
      text`See on Threads whether the post is out. Only if it is not there, publish it again, or create a new container.`,
    ],
    buttons: [checkAgainButton(about)],
  };
}
