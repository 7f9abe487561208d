import type { CallSubject, ThreadsErrorKind } from './errors.ts';
import { quoteWords } from './quoteWords.ts';

/** Whether trying the same again can help: it often passes, it may once, it can't. */
export type TryAgain = 'yes' | 'once' | 'no';

/** What went wrong and what to do about it, in words for the person; plain text, no markup. */
export interface Explanation {
  /** Completes "Container 1788… failed: …": a clause with no capital and no full stop. */
  readonly cause: string;
  /** One or more full sentences that say what to do next. */
  readonly fix: string;
  readonly tryAgain: TryAgain;
}

/** What is to be explained: a `ThreadsError`, or what a record kept of one. */
export interface ExplainableError {
  readonly kind: ThreadsErrorKind;
  readonly subcode?: number | undefined;
  readonly apiMessage?: string | undefined;
  readonly subject?: CallSubject | undefined;
}

const CHECKLIST =
  'Check four things. Length: a video has at most 300 seconds. Size: a video at most 1 GB, an image at most 8 MB. ' +
  'Address: Meta must reach the file, and tunnels and preview hosts often fail. Format: H.264 and AAC in an MP4 file; ' +
  'JPEG or PNG for images. Then create a new container.';

const WRONG_ASPECT_RATIO: Explanation = {
  cause: "the media's aspect ratio is outside what Threads accepts",
  fix: 'Crop or pad it to between 0.01:1 and 10:1; 9:16 checks best for video. Then create a new container.',
  tryAgain: 'no',
};

/**
 * Why a container ends in ERROR, by its `error_message`.
 *
 * @see https://developers.facebook.com/docs/threads/troubleshooting
 * @see https://developers.facebook.com/docs/threads/overview
 */
const CONTAINER_ERRORS: ReadonlyMap<string, Explanation> = new Map<string, Explanation>([
  [
    'FAILED_DOWNLOADING_VIDEO',
    {
      cause: 'Meta could not download the video',
      fix: 'The video URL must be a direct, public HTTPS file: no login, no expired signature, no bot protection. Then create a new container.',
      tryAgain: 'yes',
    },
  ],
  [
    'FAILED_PROCESSING_AUDIO',
    {
      cause: "Meta could not process the video's audio",
      fix: 'Re-encode the audio: AAC-LC, at most 48 kHz, mono or stereo, 128 kbps. Then create a new container.',
      tryAgain: 'once',
    },
  ],
  [
    'FAILED_PROCESSING_VIDEO',
    {
      cause: 'Meta could not process the video',
      fix: 'Re-encode it: H.264, 4:2:0 colour, progressive, in an MP4 file with the moov atom first. Then create a new container.',
      tryAgain: 'once',
    },
  ],
  // Meta's own spelling, and the one that it may be corrected to.
  ['INVALID_ASPEC_RATIO', WRONG_ASPECT_RATIO],
  ['INVALID_ASPECT_RATIO', WRONG_ASPECT_RATIO],
  [
    'INVALID_BIT_RATE',
    {
      cause: "the video's bit rate is outside what Threads accepts",
      fix: 'Re-encode with at most 100 Mbps for the video and 128 kbps for its audio. Then create a new container.',
      tryAgain: 'no',
    },
  ],
  [
    'INVALID_DURATION',
    {
      cause: "the video's length is outside what Threads accepts",
      fix: 'It must be longer than 0 seconds and at most 300 seconds (5 minutes). Cut it, then create a new container.',
      tryAgain: 'no',
    },
  ],
  [
    'INVALID_FRAME_RATE',
    {
      cause: "the video's frame rate is outside what Threads accepts",
      fix: 'Re-encode it at 23–60 frames per second. Then create a new container.',
      tryAgain: 'no',
    },
  ],
  [
    'INVALID_AUDIO_CHANNELS',
    {
      cause: "the video's audio has a number of channels that Threads does not accept",
      fix: 'Re-encode the audio with 1 or 2 channels. Then create a new container.',
      tryAgain: 'no',
    },
  ],
  [
    'INVALID_AUDIO_CHANNEL_LAYOUT',
    {
      cause: "the video's audio has a channel layout that Threads does not accept",
      fix: 'Make the audio mono or stereo; downmix 5.1 and other surround sound. Then create a new container.',
      tryAgain: 'no',
    },
  ],
  [
    'UNKNOWN',
    {
      cause: 'Meta could not process the media and did not say why',
      fix: CHECKLIST,
      tryAgain: 'once',
    },
  ],
]);

const WITHOUT_A_REASON: Explanation = {
  cause: 'Threads gave no reason',
  fix: CHECKLIST,
  tryAgain: 'once',
};

const API_PREFIX = 'THREADS_API__';
const NAMED_IN_TEXT = new RegExp(`${API_PREFIX}([A-Z_]+)`);

/**
 * Why a container failed, by the `error_message` that came with its status; the prefix `THREADS_API__` is tolerated,
 * and a message that we do not know is quoted.
 */
export function explainContainerError(errorMessage: string | undefined): Explanation {
  const message = errorMessage?.trim() ?? '';
  if (message === '') return WITHOUT_A_REASON;
  const known = CONTAINER_ERRORS.get(message.toUpperCase().replace(API_PREFIX, ''));
  return known ?? { cause: `Threads says ${quoteWords(message)}`, fix: CHECKLIST, tryAgain: 'once' };
}

const NEW_TOKEN = 'Reconnect the account: create a new access token for it and give that to Threadwatch.';
const LOG_IN_FIRST: Explanation = {
  cause: 'Threads wants the account to log in before its access token works again',
  fix: `Log in to Threads as this account and finish the security check there. If the token is still refused, reconnect the account with a new one.`,
  tryAgain: 'no',
};

/**
 * What each kind of trouble means.
 *
 * @see https://developers.facebook.com/docs/threads/troubleshooting
 */
const ERRORS: Readonly<Record<ThreadsErrorKind, Explanation>> = {
  'not-visible': {
    cause: "Threads can't see it yet, or its id is wrong, discarded, or another account's",
    fix: 'Wait a minute and check again: a new container takes some seconds to show. If it stays away, check the id, and which account created it.',
    tryAgain: 'yes',
  },
  'no-such-object': {
    cause: 'Threads knows no such container for this account',
    fix: 'Check the id, and which account created the container: only that account can see it.',
    tryAgain: 'no',
  },
  'not-a-container': {
    cause: "that looks like a published post's id, and a post has no status",
    fix: 'Use the container id: the one that Threads answered when the container was created, not the one it answered when it was published.',
    tryAgain: 'no',
  },
  'child-not-ready': {
    cause: 'an item of the carousel is not ready, missing, or more than 24 hours old',
    fix: 'Wait until every item of the carousel is ready to be published, then create the carousel container anew; recreate items that are more than 24 hours old.',
    tryAgain: 'once',
  },
  'bad-request': {
    cause: 'Threads does not accept the question as asked',
    fix: 'Check the id. If it is right, this is for whoever runs Threadwatch: its log has the details.',
    tryAgain: 'no',
  },
  token: {
    cause: "Threads refuses the account's access token",
    fix: NEW_TOKEN,
    tryAgain: 'no',
  },
  permission: {
    cause: "the account's access token lacks a permission",
    fix: 'Most likely threads_basic or threads_content_publish was not granted. Reconnect the account and grant it.',
    tryAgain: 'no',
  },
  limited: {
    cause: 'Threads limits how often this account may be asked, and the limit is reached',
    fix: 'Wait: Threadwatch asks again by itself when the limit is over. Asking sooner, from any program, makes it last longer.',
    tryAgain: 'yes',
  },
  restricted: {
    cause: 'Threads has restricted the account',
    fix: 'Log in to Threads as this account, read what it says about the restriction, and clear it there.',
    tryAgain: 'no',
  },
  'media-not-fetched': {
    cause: 'Meta could not download the media',
    fix: 'The media URL must be a direct, public HTTPS file: no login, no expired signature, no bot protection. Then create a new container.',
    tryAgain: 'once',
  },
  'app-blocked': { cause: 'Meta has blocked the app', fix: "Open the app's dashboard.", tryAgain: 'no' },
  'app-limited': { cause: 'Threads limits the app', fix: 'Wait.', tryAgain: 'yes' },
  'app-or-account': {
    cause: 'Threads refuses the app or the account',
    fix: "Open the app's dashboard.",
    tryAgain: 'no',
  },
  unknown: {
    cause: 'Threads answers with an error that it does not document',
    fix: 'Wait.',
    tryAgain: 'yes',
  },
  unreadable: { cause: 'Threads answers with something that is no status', fix: 'Wait.', tryAgain: 'yes' },
  outage: {
    cause: 'Threads is failing or unreachable',
    fix: 'Nothing is wrong on your side as far as we can tell, and Threadwatch keeps trying. If it lasts for hours, log in to Threads as this account: a suspended account can look like this.',
    tryAgain: 'yes',
  },
};

/** Why a token is refused, by subcode. */
const TOKEN_ERRORS: ReadonlyMap<number, Explanation> = new Map<number, Explanation>([
  [458, { cause: "the account has revoked Threadwatch's access", fix: NEW_TOKEN, tryAgain: 'no' }],
  [459, LOG_IN_FIRST],
  [
    460,
    {
      cause: "the account's password has changed, which ends its access token",
      fix: NEW_TOKEN,
      tryAgain: 'no',
    },
  ],
  [463, { cause: "the account's access token has expired", fix: NEW_TOKEN, tryAgain: 'no' }],
  [464, LOG_IN_FIRST],
]);

/** Which scope is likely missing where it is not the container's. */
const PERMISSION_FIXES: Readonly<Partial<Record<CallSubject, string>>> = {
  quotas:
    'Most likely threads_basic, or the scope of each quota, was not granted. Reconnect the account and grant it.',
  user: 'Most likely threads_basic was not granted. Reconnect the account and grant it.',
};

/** What went wrong between us and Threads; where Threads' own words are all there is, they are quoted. */
export function explainError(error: ExplainableError): Explanation {
  const general = ERRORS[error.kind];
  switch (error.kind) {
    case 'token':
      return TOKEN_ERRORS.get(error.subcode ?? 0) ?? general;
    case 'permission':
      return { ...general, fix: PERMISSION_FIXES[error.subject ?? 'container'] ?? general.fix };
    case 'bad-request':
      return explainRefusal(error.apiMessage?.trim() ?? '') ?? general;
    default:
      return general;
  }
}

function explainRefusal(apiMessage: string): Explanation | undefined {
  if (apiMessage === '') return undefined;
  // The one text that is not localised: it names the same things as a container's error message.
  const [, name = ''] = NAMED_IN_TEXT.exec(apiMessage) ?? [];
  return (
    CONTAINER_ERRORS.get(name) ?? {
      ...ERRORS['bad-request'],
      cause: `Threads says ${quoteWords(apiMessage)}`,
    }
  );
}
