import { explainContainerError, isUnknownReason } from './explainContainerError.ts';
import { quoteWords } from './quoteWords.ts';
import { isKnownStatus, type KnownStatus } from './status.ts';

/** What a status means and what can be done; plain text, no markup. */
export interface StatusExplanation {
  /** Completes "Container 1788… …": a clause with no capital and no full stop. */
  readonly meaning: string;
  /** One or more full sentences. */
  readonly advice: string;
}

/** The items of a carousel are containers too. What becomes of their status is not documented. */
export const CAROUSEL_ITEM =
  'An item of a carousel is not published by itself: it goes out with its carousel.';

const STATUSES: Readonly<Record<KnownStatus, StatusExplanation>> = {
  IN_PROGRESS: {
    meaning: 'is still being processed',
    advice: 'Wait: a text is ready at once, an image in seconds, a video usually in 25 to 90 seconds.',
  },
  FINISHED: {
    meaning: 'is ready to be published',
    advice: `Publish it. If it was created just now, wait about 30 seconds first. ${CAROUSEL_ITEM}`,
  },
  PUBLISHED: { meaning: 'is published', advice: 'Nothing is left to do: the post is out.' },
  ERROR: {
    meaning: 'failed',
    advice: "It can't be published any more. Fix what the reason names, then create a new container.",
  },
  EXPIRED: {
    meaning: 'expired: it was not published within 24 hours',
    advice:
      "It can't be published any more. Create a new container with the same media, and publish that. " +
      CAROUSEL_ITEM,
  },
};

/**
 * What a container's status means. One that we do not know is quoted, and explained by the reason beside it where there
 * is one.
 */
export function explainStatus(status: string, errorMessage?: string): StatusExplanation {
  if (isKnownStatus(status)) return STATUSES[status];
  const meaning = `has a status that Threads does not document: ${quoteWords(status)}`;
  if (errorMessage !== undefined) {
    const { cause, fix } = explainContainerError(errorMessage);
    return { meaning: `${meaning}, and a reason: ${cause}`, advice: fix };
  }
  return {
    meaning,
    advice:
      'Check again in a minute. If it stays so, see on Threads whether the post is out; if not, create a new container.',
  };
}

/**
 * What Threads reports beside a documented status that is not ERROR, as a clause without its subject. The reason beside
 * any other status is its explanation.
 *
 * @returns `undefined` where it reports nothing, or nothing that matters any more
 */
export function describeReasonBeside(status: string, errorMessage: string | undefined): string | undefined {
  if (errorMessage === undefined || status === 'ERROR' || !isKnownStatus(status)) return undefined;
  if (!isUnknownReason(errorMessage))
    return `also reports a problem: ${explainContainerError(errorMessage).cause}`;
  return status === 'FINISHED' ? 'also reports a problem without naming it' : undefined;
}
