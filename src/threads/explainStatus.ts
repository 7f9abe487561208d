import { quoteWords } from './quoteWords.ts';
import { isKnownStatus, type KnownStatus } from './status.ts';

/** What a status means and what can be done; plain text, no markup. */
export interface StatusExplanation {
  /** Completes "Container 1788… …": a clause with no capital and no full stop. */
  readonly meaning: string;
  /** One or more full sentences. */
  readonly advice: string;
}

/** What each status means. */
const STATUSES: Readonly<Record<KnownStatus, StatusExplanation>> = {
  IN_PROGRESS: {
    meaning: 'is still being processed',
    advice: 'Wait: a text is ready at once, an image in seconds, a video usually in 25 to 90 seconds.',
  },
  FINISHED: {
    meaning: 'is ready to be published',
    advice:
      'Publish it, best about 30 seconds after it was created. It expires 24 hours after it was created.',
  },
  PUBLISHED: { meaning: 'is published', advice: 'Nothing is left to do: the post is out.' },
  ERROR: {
    meaning: 'failed',
    advice: "It can't be published any more. Mend what the reason names, then create a new container.",
  },
  EXPIRED: {
    meaning: 'expired: it was not published within 24 hours',
    advice: "It can't be published any more. Create a new container with the same media, and publish that.",
  },
};

/** What a container's status means; one that we do not know is quoted. */
export function explainStatus(status: string): StatusExplanation {
  if (isKnownStatus(status)) return STATUSES[status];
  return {
    meaning: `has a status that Threads does not document: ${quoteWords(status)}`,
    advice:
      'Check again in a minute. If it stays so, see on Threads whether the post is out; if not, create a new container.',
  };
}
