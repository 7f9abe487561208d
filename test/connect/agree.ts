import { request } from 'undici';
import { expect } from 'vitest';

/** The link of an answer to `connect`, however a chat writes it. */
export function linkIn(answer: string): URL {
  return new URL(/https?:\/\/[^\s|<>()]+/.exec(answer)?.[0].replaceAll('&amp;', '&') ?? 'no:link');
}

/**
 * A person opens the link, reads the consent page of the sandbox, chooses an account there and presses a button.
 *
 * @returns where they are led, and what is asked there
 */
export async function agree(
  link: URL,
  account: string,
  allow = '1',
): Promise<{ readonly to: string; readonly asked: Readonly<Record<string, string>> }> {
  const page = await (await request(link)).body.text();
  const chosen = new URLSearchParams({ account, allow });
  for (const [, name = '', value = ''] of page.matchAll(
    /<input type="hidden" name="([^"]*)" value="([^"]*)">/g,
  ))
    chosen.append(name, value.replaceAll('&amp;', '&'));
  expect(page).toContain(`value="${account}"`);
  const { headers } = await request(`${link.origin}${link.pathname}?${chosen}`);
  const { location } = headers;
  const back = new URL(String(location));
  return { to: back.origin + back.pathname, asked: Object.fromEntries(back.searchParams) };
}
