import { decode, splitUrl } from './readCall.ts';

/** A call to the sandbox, without its token. */
export interface Call {
  /** ISO 8601, by the sandbox's clock. */
  readonly at: string;
  readonly method: string;
  /** Path and query; secrets are replaced by `***`. */
  readonly path: string;
  readonly container?: string;
  /** The username of the token's owner. */
  readonly account?: string;
  /** The status of the answer; 0 if there was none (`drop`, `hang`). */
  readonly http: number;
}

const SECRET_PARAMETERS = new Set(['access_token', 'client_secret', 'input_token', 'code', 'state']);
const HIDDEN = '***';

/**
 * Replaces the secrets in a request's path and query.
 *
 * @param tokens hidden anywhere, also outside the usual parameters
 */
export function hideSecrets(url: string, tokens: readonly string[]): string {
  const { path, query } = splitUrl(shorten(url));
  const holdsToken = (text: string) =>
    tokens.some((token) => text.includes(token) || decode(text).includes(token));
  const parts = path.split('/').map((part) => (holdsToken(part) ? HIDDEN : part));
  const parameters = query.split('&').map((parameter) => {
    const [name = ''] = parameter.split('=', 1);
    if (holdsToken(name)) return HIDDEN;
    const isSecret = SECRET_PARAMETERS.has(decode(name)) || holdsToken(parameter);
    return isSecret ? `${name}=${HIDDEN}` : parameter;
  });
  return query === '' ? parts.join('/') : `${parts.join('/')}?${parameters.join('&')}`;
}

/** No call of ours has a longer address; of a longer one the beginning is noted. */
const LONGEST_URL = 3_000;

/** Cuts between two parts, so that no part of a token is left. */
function shorten(url: string): string {
  if (url.length <= LONGEST_URL) return url;
  const beginning = url.slice(0, LONGEST_URL);
  const end = Math.max(beginning.lastIndexOf('/'), beginning.lastIndexOf('&'), beginning.lastIndexOf('?'));
  return `${beginning.slice(0, Math.max(0, end))}…`;
}
