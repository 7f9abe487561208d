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
  const { path, query } = splitUrl(url);
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
