import type { Credentials } from './api.ts';

/** How the token travels: in a header, which no log records, or in the URL should Threads ever refuse the header. */
export type AuthForm = 'header' | 'query';

/** What goes over the wire. `url` can hold the token: it is for the wire alone, never for a log or an error. */
export interface HttpRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

const API_VERSION = 'v1.0';

/**
 * The address that every path is appended to, from what an operator wrote: with or without a slash at the end, below a
 * path of its own, or with the version already in it.
 *
 * @throws TypeError where it is no URL
 */
export function readBaseUrl(apiUrl: string): string {
  const { origin, pathname } = new URL(apiUrl);
  const path = pathname.replace(/\/+$/, '').replace(new RegExp(`/${API_VERSION}$`), '');
  return `${origin}${path}/${API_VERSION}`;
}

/**
 * The one place where a token meets a request.
 *
 * @param path below the version, with a query: `/me?fields=id`
 */
export function buildRequest(
  base: string,
  path: string,
  auth: AuthForm,
  { token }: Credentials,
): HttpRequest {
  const accept = 'application/json';
  if (auth === 'header') return { url: base + path, headers: { accept, authorization: `Bearer ${token}` } };
  return { url: `${base}${path}&access_token=${encodeURIComponent(token)}`, headers: { accept } };
}
