import { decode, splitUrl } from './readCall.ts';

/** A call that the sandbox got, without its token. */
export interface Call {
  /** ISO 8601, by the sandbox's clock. */
  readonly at: string;
  readonly method: string;
  /** With the query, in which secrets read `***`. */
  readonly path: string;
  readonly container?: string;
  /** The username that the token belongs to. */
  readonly account?: string;
  /** What was answered; 0 where the call was dropped or left hanging. */
  readonly http: number;
}

const SECRET_PARAMETERS = new Set(['access_token', 'client_secret', 'input_token', 'code', 'state']);
const HIDDEN = '***';

/**
 * A request's path and query with nothing secret in them, wherever it stood.
 *
 * @param tokens those that must not be seen, even outside the parameters that are made for them
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
