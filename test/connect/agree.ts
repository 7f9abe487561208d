import { request } from 'undici';
import { expect } from 'vitest';

/** Extracts the link from an answer to `connect`, in the markup of any platform. */
export function linkIn(answer: string): URL {
  return new URL(/https?:\/\/[^\s|<>()]+/.exec(answer)?.[0].replaceAll('&amp;', '&') ?? 'no:link');
}

/**
 * Opens the link, chooses an account on the sandbox's consent page, and agrees or refuses.
 *
 * @param allow '1' to agree
 * @returns the URL that the browser is redirected to, and its query
 */
export async function agree(
  link: URL,
  account: string,
  allow = '1',
): Promise<{ readonly target: string; readonly query: Readonly<Record<string, string>> }> {
  const page = await (await request(link)).body.text();
  const chosen = new URLSearchParams({ account, allow });
  for (const [, name = '', value = ''] of page.matchAll(
    /<input type="hidden" name="([^"]*)" value="([^"]*)">/g,
  ))
    chosen.append(name, value.replaceAll('&amp;', '&'));
  expect(page).toContain(`value="${account}"`);
  const { headers } = await request(`${link.origin}${link.pathname}?${chosen}`);
  const { location } = headers;
  const callback = new URL(String(location));
  return { target: callback.origin + callback.pathname, query: Object.fromEntries(callback.searchParams) };
}
