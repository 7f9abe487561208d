import type { ErrorSpec } from '../schema/error.ts';
import type { Subject } from './answer.ts';

/** What Threads says with an error. */
export interface Words {
  readonly message: string;
  readonly title?: string;
  readonly advice?: string;
  readonly transient?: boolean;
}

type Write = (subject: Subject, now: number) => Words;

const LIMIT = 'https://developers.facebook.com/docs/graph-api/overview/rate-limiting';

/**
 * By `code/subcode`, and by `code` where the subcode is another or none.
 *
 * @see https://developers.facebook.com/docs/graph-api/guides/error-handling
 */
const WORDS: Readonly<Record<string, Write>> = {
  '1': () => ({ message: 'An unknown error has occurred.' }),
  '1/2207052': () => ({
    message: 'The media could not be fetched from this URI',
    title: 'Media download has failed',
    advice: 'The media could not be fetched from this URI. Please check that it is publicly accessible.',
  }),
  '2': () => ({
    message: 'An unexpected error has occurred. Please retry your request later.',
    transient: true,
  }),
  '4': () => ({ message: '(#4) Application request limit reached', transient: true }),
  '4/2207051': () => ({
    message: 'Application request limit reached',
    title: 'Action is blocked',
    advice: 'We restrict certain activity to protect our community.',
  }),
  '9/2207042': () => ({
    message: 'Application request limit reached',
    title: 'Posting limit reached',
    advice: 'You reached the maximum number of posts that can be published by the API within 24 hours.',
  }),
  '10': () => ({ message: '(#10) Application does not have permission for this action' }),
  '17': () => ({ message: '(#17) User request limit reached', transient: true }),
  // Words seen on the live API: https://github.com/nopara73/LongevityWorldCup/pull/466
  '24/4279009': ({ id }) => ({
    message: 'The requested resource does not exist',
    title: 'Media Not Found',
    advice: `The media with id ${id ?? '0'} cannot be found.`,
  }),
  '24': () => ({ message: 'The requested resource does not exist' }),
  '32': () => ({ message: '(#32) Page request limit reached', transient: true }),
  '100': writeBadRequest,
  '100/33': ({ id, method }) => ({
    message:
      `Unsupported ${method ?? 'get'} request. Object with ID '${id ?? '0'}' does not exist, cannot be loaded due to ` +
      'missing permissions, or does not support this operation. Please read the Graph API documentation at ' +
      'https://developers.facebook.com/docs/graph-api',
  }),
  '100/4279004': () => ({
    message: 'Invalid parameter',
    title: 'Carousel items are invalid or expired',
    advice: 'One or more children of the carousel are invalid or expired. Please create them again.',
  }),
  '102': () => ({ message: 'Session key invalid or no longer valid' }),
  '190': (_, now) => writeExpiredSession(now),
  '190/458': () => ({
    message: 'Error validating access token: The user has not authorized this application.',
  }),
  '190/459': () => ({
    message:
      'Error validating access token: You cannot access the app till you log in and follow the instructions.',
  }),
  '190/460': () => ({
    message:
      'Error validating access token: The session has been invalidated because the user changed their password ' +
      'or Facebook has changed the session for security reasons.',
  }),
  '190/464': () => ({
    message:
      'Error validating access token: Sessions for the user are not allowed because it is not confirmed.',
  }),
  '341': () => ({ message: '(#341) Application limit reached', transient: true }),
  '368': () => ({
    message: '(#368) The action attempted has been deemed abusive or is otherwise disallowed',
  }),
  '613': () => ({ message: `(#613) Calls to this api have exceeded the rate limit. See ${LIMIT}` }),
  '4279013': () => ({ message: 'The account is blocked from this action' }),
};

/** The words for an error whose scenario gives none. */
export function writeWords(error: ErrorSpec, subject: Subject, now: number): Words {
  const { code, error_subcode: subcode } = error;
  const write = WORDS[`${code}/${subcode}`] ?? WORDS[`${code}`];
  if (write !== undefined) return write(subject, now);
  if (code >= 200 && code <= 299) return { message: `(#${code}) Permissions error` };
  return { message: `(#${code}) An unknown error has occurred.` };
}

function writeBadRequest({ id, field, node }: Subject): Words {
  if (field !== undefined || id !== undefined) {
    const type = node ?? 'ThreadsMedia';
    return { message: `Tried accessing nonexisting field (${field ?? 'status'}) on node type (${type})` };
  }
  return { message: '(#100) Invalid parameter' };
}

function writeExpiredSession(now: number): Words {
  const ended = new Date(now - 3_600_000).toUTCString();
  const present = new Date(now).toUTCString();
  return {
    message: `Error validating access token: Session has expired on ${ended}. The current time is ${present}.`,
  };
}
