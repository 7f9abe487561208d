import type { ErrorSpec } from '../schema/error.ts';
import type { Subject } from './answer.ts';

/** The texts of an error. */
export interface ErrorText {
  readonly message: string;
  readonly userTitle?: string;
  readonly userMessage?: string;
  readonly isTransient?: boolean;
}

type Write = (subject: Subject, now: number) => ErrorText;

const LIMIT = 'https://developers.facebook.com/docs/graph-api/overview/rate-limiting';

/**
 * By `code/subcode`, or by `code` for any other subcode or none.
 *
 * @see https://developers.facebook.com/docs/graph-api/guides/error-handling
 */
const TEXTS: Readonly<Record<string, Write>> = {
  '1': () => ({ message: 'An unknown error has occurred.' }),
  '1/2207052': () => ({
    message: 'The media could not be fetched from this URI',
    userTitle: 'Media download has failed',
    userMessage: 'The media could not be fetched from this URI. Please check that it is publicly accessible.',
  }),
  '2': () => ({
    message: 'An unexpected error has occurred. Please retry your request later.',
    isTransient: true,
  }),
  '3': () => ({ message: '(#3) Application does not have the capability to make this API call.' }),
  '4': () => ({ message: '(#4) Application request limit reached', isTransient: true }),
  '4/2207051': () => ({
    message: 'Application request limit reached',
    userTitle: 'Action is blocked',
    userMessage: 'We restrict certain activity to protect our community.',
  }),
  '9/2207042': () => ({
    message: 'Application request limit reached',
    userTitle: 'Posting limit reached',
    userMessage: 'You reached the maximum number of posts that can be published by the API within 24 hours.',
  }),
  '10': () => ({ message: '(#10) Application does not have permission for this action' }),
  '17': () => ({ message: '(#17) User request limit reached', isTransient: true }),
  // Text of the live API, as seen in https://github.com/nopara73/LongevityWorldCup/pull/466
  '24/4279009': ({ id }) => ({
    message: 'The requested resource does not exist',
    userTitle: 'Media Not Found',
    userMessage: `The media with id ${id ?? '0'} cannot be found.`,
  }),
  '24': () => ({ message: 'The requested resource does not exist' }),
  '32': () => ({ message: '(#32) Page request limit reached', isTransient: true }),
  '100': writeBadRequest,
  '100/33': ({ id, method }) => ({
    message:
      `Unsupported ${method ?? 'get'} request. Object with ID '${id ?? '0'}' does not exist, cannot be loaded due to ` +
      'missing permissions, or does not support this operation. Please read the Graph API documentation at ' +
      'https://developers.facebook.com/docs/graph-api',
  }),
  '100/4279004': () => ({
    message: 'Invalid parameter',
    userTitle: 'Carousel items are invalid or expired',
    userMessage: 'One or more children of the carousel are invalid or expired. Please create them again.',
  }),
  '101': () => ({
    message: 'Error validating application. Cannot get application info due to a system error.',
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
  '341': () => ({ message: '(#341) Application limit reached', isTransient: true }),
  '368': () => ({
    message: '(#368) The action attempted has been deemed abusive or is otherwise disallowed',
  }),
  '613': () => ({ message: `(#613) Calls to this api have exceeded the rate limit. See ${LIMIT}` }),
  '4279013': () => ({ message: 'The account is blocked from this action' }),
};

/** Writes the text of an error for which the scenario gives none. */
export function writeErrorText(error: ErrorSpec, subject: Subject, now: number): ErrorText {
  const { code, error_subcode: subcode } = error;
  const write = TEXTS[`${code}/${subcode}`] ?? TEXTS[`${code}`];
  if (write !== undefined) return write(subject, now);
  if (code >= 80_000 && code <= 80_014)
    return {
      message: `(#${code}) There have been too many calls to this account. Wait a bit and try again.`,
    };
  if (code >= 200 && code <= 299) return { message: `(#${code}) Permissions error` };
  return { message: `(#${code}) An unknown error has occurred.` };
}

function writeBadRequest({ id, field, node }: Subject): ErrorText {
  if (field !== undefined || id !== undefined) {
    const type = node ?? 'ThreadsMedia';
    return { message: `Tried accessing nonexisting field (${field ?? 'status'}) on node type (${type})` };
  }
  return { message: '(#100) Invalid parameter' };
}

function writeExpiredSession(now: number): ErrorText {
  const expiredAt = new Date(now - 3_600_000).toUTCString();
  const currentTime = new Date(now).toUTCString();
  return {
    message: `Error validating access token: Session has expired on ${expiredAt}. The current time is ${currentTime}.`,
  };
}
