import { isRecord, type JsonRecord, readInteger, readText } from './json.ts';

/** What an error body says; every part may be missing. */
export interface GraphError {
  readonly code?: number | undefined;
  readonly subcode?: number | undefined;
  readonly message?: string | undefined;
  readonly traceId?: string | undefined;
}

/**
 * Finds the error in a parsed body: Graph's `{"error":{…}}`, or the `{"error_message","error_code"}` of the OAuth
 * window. `error_message` alone is none: in a container's answer it is data.
 *
 * @returns `undefined` where the body holds no error
 * @see https://developers.facebook.com/docs/graph-api/guides/error-handling
 */
export function readGraphError(body: unknown): GraphError | undefined {
  if (!isRecord(body)) return undefined;
  const { error, error_code, error_message } = body;
  if (isRecord(error)) return readErrorRecord(error);
  if (typeof error === 'string') return { message: readText(error) };
  const code = readInteger(error_code);
  return code === undefined ? undefined : { code, message: readText(error_message) };
}

function readErrorRecord(error: JsonRecord): GraphError {
  const { code, error_subcode, message, error_user_msg, error_user_title, fbtrace_id } = error;
  return {
    code: readInteger(code),
    subcode: readInteger(error_subcode),
    message: readText(message) ?? readText(error_user_msg) ?? readText(error_user_title),
    traceId: readText(fbtrace_id),
  };
}
