import { trimTrailing } from '../trimTrailing.ts';
import type { Credentials } from './api.ts';

/** How the token is sent: in a header, which no log records, or as a parameter in case Threads ever refuses the header. */
export type AuthForm = 'header' | 'query';

/** One HTTP request. `url` and `body` can hold secrets: never put them into a log or an error. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

const API_VERSION = 'v1.0';

/**
 * The address that every path is appended to. The operator may have written it with or without a slash at the end,
 * with a path of its own, or with the version already in it.
 *
 * @throws TypeError where it is no URL
 */
export function readBaseUrl(apiUrl: string): string {
  const { origin, pathname } = new URL(apiUrl);
  const path = trimTrailing(pathname, '/');
  return path.endsWith(`/${API_VERSION}`) ? `${origin}${path}` : `${origin}${path}/${API_VERSION}`;
}

/** What a request asks for, without the token. */
export interface RequestSpec {
  /** The path after the version, with its query: `/me?fields=id`. Errors show it, so it never holds a token. */
  readonly path: string;
  /** Whether the path takes no version, as those of the token calls do. */
  readonly isUnversioned?: boolean;
  /** The parameter that carries the token, where the request is about the token itself. */
  readonly tokenParameter?: string;
  /** Secret parameters besides the token. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Where given, the request is a POST of these fields. The secrets go into the form. */
  readonly form?: Readonly<Record<string, string>>;
  /** Whether the token authorizes a POST; that of the calls about tokens is authorized by the form's secrets. */
  readonly isAuthorized?: boolean;
}

/** A request as errors and logs name it. */
export function nameRequest({ form, path }: RequestSpec): string {
  return `${form === undefined ? 'GET' : 'POST'} ${path}`;
}

/** Builds a request. This is the only place where a token is put into one. */
export function buildRequest(
  base: string,
  { path, isUnversioned = false, tokenParameter, secrets = {}, form, isAuthorized = false }: RequestSpec,
  auth: AuthForm,
  { token }: Credentials,
): HttpRequest {
  const accept = 'application/json';
  const root = isUnversioned ? base.slice(0, -`/${API_VERSION}`.length) : base;
  const secretFields = { ...secrets, ...(tokenParameter !== undefined && { [tokenParameter]: token }) };
  if (form !== undefined) {
    const inHeader = isAuthorized && auth === 'header' && { authorization: `Bearer ${token}` };
    const inForm = isAuthorized && auth === 'query' && { access_token: token };
    const headers = { accept, 'content-type': 'application/x-www-form-urlencoded', ...inHeader };
    const body = new URLSearchParams({ ...form, ...secretFields, ...inForm }).toString();
    return { method: 'POST', url: root + path, headers, body };
  }
  const url = Object.entries(secretFields).reduce(
    (all, [name, value]) => addQuery(all, name, value),
    root + path,
  );
  if (auth === 'header') return { method: 'GET', url, headers: { accept, authorization: `Bearer ${token}` } };
  return { method: 'GET', url: addQuery(url, 'access_token', token), headers: { accept } };
}

function addQuery(url: string, name: string, value: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}${name}=${encodeURIComponent(value)}`;
}
