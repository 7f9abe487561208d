import { isRecord, type JsonRecord, readInteger, readText } from './json.ts';

/** What an error body says. Every part may be missing, but not all of them. */
export interface GraphError {
  readonly code?: number | undefined;
  readonly subcode?: number | undefined;
  readonly message?: string | undefined;
  /** Written for the person who uses the app, in place of `message`, which is written for its developer. */
  readonly userTitle?: string | undefined;
  readonly userMessage?: string | undefined;
  readonly traceId?: string | undefined;
}

/** The errors that Threads names and does not number, such as `THREADS_API__LINK_LIMIT_EXCEEDED`. */
const NAMED_CODE = /^THREADS_API__/;

/**
 * Finds the error of the API in a parsed body: Graph's `{"error":{…}}`, or the `{"error_message","error_code"}` of the
 * OAuth window. `error_message` alone is none: in a container's answer it says why the container failed. Nor is the
 * `{"error":"Forbidden"}` of a proxy.
 *
 * @returns `undefined` where the body holds no error, or an error that says nothing
 * @see https://developers.facebook.com/docs/graph-api/guides/error-handling
 */
export function readGraphError(body: unknown): GraphError | undefined {
  if (!isRecord(body)) return undefined;
  const { error, error_code, error_type, error_message } = body;
  if (isRecord(error)) return withoutEmpty(readErrorRecord(error));
  if (error_code === undefined && error_type === undefined) return undefined;
  return withoutEmpty({ code: readInteger(error_code), message: readText(error_message) });
}

function readErrorRecord(error: JsonRecord): GraphError {
  const { code, error_subcode, message, error_user_msg, error_user_title, fbtrace_id } = error;
  return {
    code: readInteger(code),
    subcode: readInteger(error_subcode),
    message: joinName(readText(code), readText(message)),
    userTitle: readText(error_user_title),
    userMessage: readText(error_user_msg),
    traceId: readText(fbtrace_id),
  };
}

/** The name of an error can stand where others have their number. */
function joinName(code: string | undefined, message: string | undefined): string | undefined {
  if (code === undefined || !NAMED_CODE.test(code) || message?.includes(code)) return message;
  return message === undefined ? code : `${code}: ${message}`;
}

function withoutEmpty(error: GraphError): GraphError | undefined {
  const { code, subcode, message, userTitle, userMessage } = error;
  const said = [code, subcode, message, userTitle, userMessage];
  return said.some((part) => part !== undefined) ? error : undefined;
}
