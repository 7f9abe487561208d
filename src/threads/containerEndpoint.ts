import { isRecord, readText } from './json.ts';
import type { Endpoint } from './readAnswer.ts';
import { type ContainerReading, isKnownStatus, normalizeStatus } from './status.ts';

const CONTAINER_ID = /^\d{1,32}$/;

/** Whether a text has the form of a container id: digits alone. */
export function isContainerId(text: string): boolean {
  return CONTAINER_ID.test(text);
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
