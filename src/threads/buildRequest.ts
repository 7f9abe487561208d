import type { Credentials } from './api.ts';

/** How the token travels: in a header, which no log records, or in the URL should Threads ever refuse the header. */
export type AuthForm = 'header' | 'query';

/** What goes over the wire. `url` and `body` can hold secrets: they are for the wire alone, never for a log or an error. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
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
  /** Secret parameters besides it. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Where given, the question is a POST of these fields, and all that is secret goes with them: no token asks it. */
  readonly form?: Readonly<Record<string, string>>;
}

/** A question as errors name it. */
export function nameCall({ form, path }: RequestFacts): string {
  return `${form === undefined ? 'GET' : 'POST'} ${path}`;
}

/** The one place where a token meets a request. */
export function buildRequest(
  base: string,
  { path, isUnversioned = false, tokenParameter, secrets = {}, form }: RequestFacts,
  auth: AuthForm,
  { token }: Credentials,
): HttpRequest {
  const accept = 'application/json';
  const root = isUnversioned ? base.slice(0, -`/${API_VERSION}`.length) : base;
  const hidden = { ...secrets, ...(tokenParameter !== undefined && { [tokenParameter]: token }) };
  if (form !== undefined) {
    const headers = { accept, 'content-type': 'application/x-www-form-urlencoded' };
    const body = new URLSearchParams({ ...form, ...hidden }).toString();
    return { method: 'POST', url: root + path, headers, body };
  }
  const url = Object.entries(hidden).reduce((all, [name, value]) => addQuery(all, name, value), root + path);
  if (auth === 'header') return { method: 'GET', url, headers: { accept, authorization: `Bearer ${token}` } };
  return { method: 'GET', url: addQuery(url, 'access_token', token), headers: { accept } };
}

function addQuery(url: string, name: string, value: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}${name}=${encodeURIComponent(value)}`;
}
