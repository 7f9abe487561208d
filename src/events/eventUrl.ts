import { isIP } from 'node:net';
import { isPublicAddress } from './isPublicAddress.ts';

/** Characters. */
export const LONGEST_URL = 2_000;

/** Why events can't be sent to a URL. */
export type EventUrlProblem =
  | 'not-a-url'
  | 'too-long'
  | 'not-https'
  | 'credentials'
  | 'fragment'
  /** It is, or leads to, an address of a private network, and the operator has not allowed those. */
  | 'private'
  /** http is for private networks alone. */
  | 'http-public';

/** Every address of a host name. @throws where it can't be resolved */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

export interface EventUrlPolicy {
  /** Whether the operator has set `HOOK_ALLOW_PRIVATE`. */
  readonly allowPrivate: boolean;
  readonly resolve: Resolve;
}

/**
 * Whether events may be sent to a URL, before anybody relies on it. Where its host can't be resolved just now, it may:
 * each call checks again which address it leads to.
 *
 * @returns the URL as it is called; or what is wrong with it
 */
export async function checkEventUrl(
  typed: string,
  { allowPrivate, resolve }: EventUrlPolicy,
): Promise<
  | { readonly kind: 'ok'; readonly url: string }
  | { readonly kind: 'refused'; readonly problem: EventUrlProblem }
> {
  const refuse = (problem: EventUrlProblem) => ({ kind: 'refused', problem }) as const;
  if (typed.length > LONGEST_URL) return refuse('too-long');
  const url = URL.parse(typed);
  if (url === null || url.hostname === '') return refuse('not-a-url');
  const isHttp = url.protocol === 'http:';
  if (url.protocol !== 'https:' && !(isHttp && allowPrivate)) return refuse('not-https');
  if (url.username + url.password !== '') return refuse('credentials');
  if (url.hash !== '') return refuse('fragment');
  if (url.href.length > LONGEST_URL) return refuse('too-long');
  const addresses = await findAddresses(url.hostname, resolve);
  if (isHttp && (addresses.length === 0 || addresses.some(isPublicAddress))) return refuse('http-public');
  if (!allowPrivate && addresses.some((address) => !isPublicAddress(address))) return refuse('private');
  return { kind: 'ok', url: url.href };
}

async function findAddresses(hostname: string, resolve: Resolve): Promise<readonly string[]> {
  const literal = readAddress(hostname);
  if (literal !== undefined) return [literal];
  try {
    return await resolve(hostname);
  } catch {
    return [];
  }
}

/** The IP address that the host of a parsed URL is. The parser has brought every spelling of one into the same form. */
export function readAddress(hostname: string): string | undefined {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return isIP(bare) === 0 ? undefined : bare;
}
