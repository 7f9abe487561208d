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

/** What is asked for, as far as the request goes. */
export interface RequestFacts {
  /** Below the version, with a query: `/me?fields=id`. It stands in errors: no token is ever a part of it. */
  readonly path: string;
  /** Whether the path stands below the host itself, as those of the token calls do. */
  readonly isUnversioned?: boolean;
  /** The parameter that carries the token where the question is about the token itself. */
  readonly tokenParameter?: string;
}

/** The one place where a token meets a request. */
export function buildRequest(
  base: string,
  { path, isUnversioned = false, tokenParameter }: RequestFacts,
  auth: AuthForm,
  { token }: Credentials,
): HttpRequest {
  const accept = 'application/json';
  const root = isUnversioned ? base.slice(0, -`/${API_VERSION}`.length) : base;
  const url = root + (tokenParameter === undefined ? path : addQuery(path, tokenParameter, token));
  if (auth === 'header') return { url, headers: { accept, authorization: `Bearer ${token}` } };
  return { url: addQuery(url, 'access_token', token), headers: { accept } };
}

function addQuery(url: string, name: string, value: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}${name}=${encodeURIComponent(value)}`;
}
