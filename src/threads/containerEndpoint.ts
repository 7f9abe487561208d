import type { Credentials } from './api.ts';
import { type CallSubject, ThreadsError } from './errors.ts';
import { isRecord, readText } from './json.ts';
import type { Endpoint } from './readAnswer.ts';
import { type ContainerReading, isKnownStatus, normalizeStatus } from './status.ts';

const CONTAINER_ID = /^\d{1,32}$/;

/** Whether a text has the form of a container id: digits alone. */
export function isContainerId(text: string): boolean {
  return CONTAINER_ID.test(text);
}

/**
 * Before an id reaches a path: one with a slash in it would ask for something else, with our token.
 *
 * @throws ThreadsError
 */
export function requireId({ name: account }: Credentials, id: string, subject: CallSubject): void {
  if (isContainerId(id)) return;
  throw new ThreadsError('bad-request', `account ${account}: an id has digits alone`, { account, subject });
}

/**
 * Asks for a container's status, and for `error_message`, which is not a default field.
 *
 * @param id digits alone
 * @see https://developers.facebook.com/docs/threads/troubleshooting
 */
export function containerEndpoint(id: string): Endpoint<ContainerReading> {
  return {
    subject: 'container',
    path: `/${encodeURIComponent(id)}?fields=id,status,error_message`,
    read: (body, redact) => readContainer(body, id, redact),
  };
}

/** The id is the one asked for: that of the answer may be a JSON number that has lost its last digits on the way. */
function readContainer(
  body: unknown,
  id: string,
  redact: (text: string) => string,
): ContainerReading | undefined {
  if (!isRecord(body)) return undefined;
  const { status: rawStatus, error_message } = body;
  const errorMessage = readText(error_message);
  const status = normalizeStatus(readText(rawStatus) ?? '');
  if (status === '') return undefined;
  const reading = { id, status: isKnownStatus(status) ? status : redact(status) };
  return errorMessage === undefined ? reading : { ...reading, errorMessage: redact(errorMessage) };
}
