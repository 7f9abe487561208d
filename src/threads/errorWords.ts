import { explainNetworkFault, type NetworkFaultKind } from '../networkFault.ts';
import { explainDownload } from './containerReasons.ts';
import type { CallSubject, ThreadsErrorKind } from './errors.ts';
import type { Explanation } from './explanation.ts';

/**
 * Words for an error.
 *
 * @param said Meta's own words in quotation marks, where they say something
 */
export type Words = (said: string | undefined) => Omit<Explanation, 'topic'>;

const DASHBOARD = "the app's dashboard at developers.facebook.com";
export const NEW_TOKEN =
  'Reconnect the account: create a new access token for it and give that to Threadwatch.';
const NO_REASON = 'Threads answered with an error and gave no reason';
const IF_THE_POST_IS_OUT =
  'Check again in a minute. If it stays so, see on Threads whether the post is out; if not, create a new container.';

/** `Threads says “…”`, or words of ours where Meta has none. */
function causeOf(said: string | undefined, otherwise: string): string {
  return said === undefined ? otherwise : `Threads says ${said}`;
}

/** A sentence of ours, and Meta's words after it. */
function withQuote(sentence: string, said: string | undefined): string {
  return said === undefined ? sentence : `${sentence} Threads says ${said}.`;
}

const unexplained: Words = (said) => ({
  cause: causeOf(said, NO_REASON),
  fix: 'It can pass by itself: try again in a minute. If it lasts for hours, reconnecting the account is the first thing to try.',
  tryAgain: 'once',
});

const missingPermission =
  (scopes: string): Words =>
  (said) => ({
    cause: 'Threads says that a permission is missing',
    fix: withQuote(`Most likely ${scopes} was not granted. Reconnect the account and grant it.`, said),
    tryAgain: 'no',
    remedy: 'reconnect',
  });

const appOrAccount: Words = (said) => ({
  cause: causeOf(said, 'Threads refuses this for a reason of the app or the account'),
  fix: `See ${DASHBOARD}, and log in to Threads as this account to see whether it is blocked.`,
  tryAgain: 'no',
});

/** Nobody at Meta can mend these, and the account is not to blame. */
const ofNetwork =
  (kind: NetworkFaultKind): Words =>
  () => ({ ...explainNetworkFault(kind, 'Threads'), tryAgain: 'no' });

/** Words that fit whatever was asked for. */
export const WORDS: Readonly<Record<ThreadsErrorKind, Words>> = {
  'not-visible': unexplained,
  'no-such-object': unexplained,
  'not-a-container': unexplained,
  'child-not-ready': unexplained,
  'bad-request': unexplained,
  'media-not-fetched': unexplained,
  unknown: unexplained,
  'certificate-untrusted': ofNetwork('certificate-untrusted'),
  'certificate-expired': ofNetwork('certificate-expired'),
  'certificate-not-yet-valid': ofNetwork('certificate-not-yet-valid'),
  'certificate-name': ofNetwork('certificate-name'),
  'host-unknown': ofNetwork('host-unknown'),
  'proxy-refused': ofNetwork('proxy-refused'),
  'proxy-password': ofNetwork('proxy-password'),
  'proxy-unreachable': ofNetwork('proxy-unreachable'),
  unreadable: () => ({
    cause: "Threads answered with something that can't be read",
    fix: 'It can pass by itself: try again in a minute.',
    tryAgain: 'yes',
  }),
  token: () => ({
    cause: "Threads refuses the account's access token",
    fix: NEW_TOKEN,
    tryAgain: 'no',
    remedy: 'reconnect',
  }),
  permission: missingPermission('threads_basic'),
  limited: () => ({
    cause: 'Threads limits how often this account may be called, and the limit is reached',
    fix: 'Wait: Threadwatch tries again by itself when the limit is over. More calls, from any program, make it last longer.',
    tryAgain: 'yes',
  }),
  'app-limited': () => ({
    cause: "the app's call limit is reached, for all of its accounts at once",
    fix: `Wait: Threadwatch tries again by itself when the limit is over. How much the app has used is on ${DASHBOARD}.`,
    tryAgain: 'yes',
  }),
  'app-blocked': (said) => ({
    cause: said === undefined ? 'Meta has blocked the app' : `Meta has blocked the app: it says ${said}`,
    fix: `This is about the app, not about the account: see ${DASHBOARD}.`,
    tryAgain: 'no',
  }),
  'app-or-account': appOrAccount,
  restricted: (said) => ({
    cause: 'Threads has restricted the account',
    fix: withQuote(
      'Log in to Threads as this account, read what it says about the restriction, and clear it there.',
      said,
    ),
    tryAgain: 'no',
  }),
  outage: () => ({
    cause: 'Threads is failing or unreachable',
    fix: 'Nothing is wrong on your side as far as we can tell, and Threadwatch keeps trying. If it lasts for hours, log in to Threads as this account: a suspended account can look like this.',
    tryAgain: 'yes',
  }),
};

type WordsByKind = Readonly<Partial<Record<ThreadsErrorKind, Words>>>;

const OF_CONTAINERS: WordsByKind = {
  'not-visible': () => ({
    cause: "Threads can't see it yet, or its id is wrong, discarded, or another account's",
    fix: 'Wait a minute and check again: a new container takes some seconds to show. If it stays away, check the id, and which account created it.',
    tryAgain: 'yes',
  }),
  'no-such-object': () => ({
    cause: 'Threads knows no such container for this account',
    fix: 'Check the id, and which account created the container: only that account can see it.',
    tryAgain: 'no',
  }),
  'not-a-container': () => ({
    cause: "that looks like a published post's id, and a post has no status",
    fix: 'Use the container id: the one that Threads answered when the container was created, not the one it answered when it was published. With auto_publish_text there is no container to watch: Threads answers the id of the post, which may be out already.',
    tryAgain: 'no',
  }),
  'child-not-ready': () => ({
    cause: 'an item of the carousel is not ready, missing, or more than 24 hours old',
    fix: 'Wait until every item of the carousel is ready to be published, then create the carousel container anew; recreate items that are more than 24 hours old.',
    tryAgain: 'once',
  }),
  'bad-request': (said) => ({
    cause: causeOf(said, 'Threads does not accept the request as it was made'),
    fix: 'Check the id. If it is right, this is for whoever runs Threadwatch: its log has the details.',
    tryAgain: 'no',
  }),
  'media-not-fetched': () => {
    const { cause, fix } = explainDownload('media');
    return { cause, fix, tryAgain: 'once' };
  },
  unreadable: () => ({
    cause: 'Threads answered without a status that can be read',
    fix: IF_THE_POST_IS_OUT,
    tryAgain: 'once',
  }),
  unknown: (said) => ({ cause: causeOf(said, NO_REASON), fix: IF_THE_POST_IS_OUT, tryAgain: 'once' }),
  permission: missingPermission('threads_basic or threads_content_publish'),
};

/** Threadwatch repeats its own checks, and neither creates nor publishes anything again by itself. */
const ofLimit =
  (kind: 'limited' | 'app-limited', again: string): Words =>
  (said) => ({
    ...WORDS[kind](said),
    fix: `Wait until the limit is over, then ${again}. ${kind === 'limited' ? 'More calls, from any program, make it last longer.' : `How much the app has used is on ${DASHBOARD}.`}`,
  });

const CREATE_AGAIN = 'let the program create it again';
const PUBLISH_AGAIN = 'publish it again';

const MEND_AND_CREATE =
  'Mend what these words name in the program that publishes, then let it create the container again.';

const OF_CREATING: WordsByKind = {
  'bad-request': (said) => ({
    cause: causeOf(said, 'Threads does not accept what it was to create'),
    fix: MEND_AND_CREATE,
    tryAgain: 'no',
  }),
  'child-not-ready': OF_CONTAINERS['child-not-ready'] ?? unexplained,
  'media-not-fetched': OF_CONTAINERS['media-not-fetched'] ?? unexplained,
  unknown: (said) => ({ cause: causeOf(said, NO_REASON), fix: MEND_AND_CREATE, tryAgain: 'once' }),
  limited: ofLimit('limited', CREATE_AGAIN),
  'app-limited': ofLimit('app-limited', CREATE_AGAIN),
  outage: () => ({
    cause: 'Threads is failing or unreachable',
    fix: 'Let the program create it again in some minutes. If it lasts for hours, log in to Threads as this account: a suspended account can look like this.',
    tryAgain: 'yes',
  }),
  permission: missingPermission('threads_basic or threads_content_publish'),
};

const OF_PUBLISHING: WordsByKind = {
  ...OF_CONTAINERS,
  'not-visible': () => ({
    cause: "Threads can't see the container yet",
    fix: "Let the program publish it again in 10 to 60 seconds: that usually works. If it doesn't, check the id, and which account created the container.",
    tryAgain: 'yes',
  }),
  'bad-request': (said) => ({
    cause: causeOf(said, 'Threads does not accept the request as it was made'),
    fix: 'Mend what these words name in the program that publishes.',
    tryAgain: 'no',
  }),
  limited: ofLimit('limited', PUBLISH_AGAIN),
  'app-limited': ofLimit('app-limited', PUBLISH_AGAIN),
  outage: () => ({
    cause: 'Threads is failing or unreachable',
    fix: 'Let the program try again in some minutes, once the status says that the post is not out.',
    tryAgain: 'yes',
  }),
};

/**
 * Neither this call nor that for the user names an object. So a lasting error that is no limit is most likely the token's,
 * whatever its code, and Meta's words about "the media" would mislead.
 */
const quotasNotFound: Words = () => ({
  cause: "Threads does not find the account's quotas",
  fix: `Most likely the account's access token has ended. ${NEW_TOKEN}`,
  tryAgain: 'once',
  remedy: 'reconnect',
});

const noUser = 'Threads does not say whose access token this is';
const userRefused: Words = (said) => ({
  cause: said === undefined ? noUser : `${noUser}: it answers ${said}`,
  fix: `Most likely the token has ended. ${NEW_TOKEN} If that changes nothing, see ${DASHBOARD}.`,
  tryAgain: 'once',
  remedy: 'reconnect',
});

const userNotFound: Words = () => ({
  ...userRefused(undefined),
  cause: 'Threads finds no account for its access token',
});

const tokenCallRefused: Words = (said) => ({
  cause: causeOf(said, NO_REASON),
  fix: 'Threadwatch tries again by itself. If the account stops working, reconnect it.',
  tryAgain: 'once',
});

/** Words for what one call alone asks for. */
export const WORDS_BY_SUBJECT: Readonly<Record<CallSubject, WordsByKind>> = {
  container: OF_CONTAINERS,
  create: OF_CREATING,
  publish: OF_PUBLISHING,
  posts: {},
  quotas: {
    'not-visible': quotasNotFound,
    'no-such-object': quotasNotFound,
    'bad-request': (said) => ({
      cause: causeOf(said, 'Threads does not accept the request for the quotas'),
      fix: 'This is for whoever runs Threadwatch: its log has the details.',
      tryAgain: 'no',
    }),
    unreadable: () => ({
      cause: 'Threads answered without any quota',
      fix: 'This does not mean that nothing is used. It can pass by itself: try again in a minute.',
      tryAgain: 'yes',
    }),
    permission: missingPermission('threads_basic, or the scope of each quota,'),
  },
  user: {
    'not-visible': userNotFound,
    'no-such-object': userNotFound,
    'bad-request': userRefused,
    unknown: userRefused,
    'app-or-account': (said) => {
      const { cause, fix } = appOrAccount(said);
      return { cause, fix: `${fix} If neither shows anything, reconnect the account.`, remedy: 'reconnect' };
    },
  },
  token: {
    'not-visible': tokenCallRefused,
    'no-such-object': tokenCallRefused,
    'bad-request': tokenCallRefused,
    unknown: tokenCallRefused,
  },
};
