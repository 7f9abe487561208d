import type { IncomingHttpHeaders } from 'node:http';
import type { ThreadsCall } from '../graph/answerCall.ts';

/** A request with its body. */
export interface RawRequest {
  readonly method: string;
  /** Path and query of the request line, still encoded. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Characters; no call of Threads is nearly as long. What stands behind them is not read. */
const LONGEST_FORM = 8_192;

/** Reads a call as Threads does: parameters from query, form, form data or JSON; the token from a header or a parameter. */
export function readCall({ method, url, headers, body }: RawRequest): ThreadsCall {
  const { path, query } = splitUrl(url);
  const params = new Map([...readForm(query), ...readFields(body, headers['content-type'] ?? '')]);
  const bearer = /^bearer +(\S+)\s*$/i.exec(headers.authorization ?? '');
  return { method, path: decode(path), params, token: bearer?.[1] ?? params.get('access_token') };
}

/** Splits path and query without validation, because `URL` refuses some request lines that HTTP allows. */
export function splitUrl(url: string): { readonly path: string; readonly query: string } {
  const start = url.indexOf('?');
  return start < 0 ? { path: url, query: '' } : { path: url.slice(0, start), query: url.slice(start + 1) };
}

/** Decodes percent encoding. A malformed text is returned as it is. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function readForm(form: string): URLSearchParams {
  return new URLSearchParams(form.slice(0, LONGEST_FORM));
}

function readFields(body: string, type: string): Iterable<[string, string]> {
  if (/^multipart\//i.test(type)) return readMultipart(body.slice(0, LONGEST_FORM), type);
  if (!/\bjson\b/i.test(type)) return readForm(body);
  try {
    const json: unknown = JSON.parse(body);
    if (typeof json !== 'object' || json === null) return [];
    return Object.entries(json).map(([name, value]): [string, string] => [name, String(value)]);
  } catch {
    return [];
  }
}

/** The fields of `multipart/form-data`, as `fetch` sends a FormData. */
function readMultipart(body: string, type: string): [string, string][] {
  const [, boundary] = /;\s*boundary="?([\w'()+,./:=?-]{1,70})/i.exec(type) ?? [];
  if (boundary === undefined) return [];
  return body.split(`--${boundary}`).flatMap((part): [string, string][] => {
    const end = part.indexOf('\r\n\r\n');
    const [, name] = /;\s*name="([^"]*)"/i.exec(part.slice(0, Math.max(end, 0))) ?? [];
    return name === undefined ? [] : [[name, part.slice(end + 4).replace(/\r\n$/, '')]];
  });
}
