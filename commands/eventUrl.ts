import { checkEventUrl, type EventUrlProblem, LONGEST_URL } from '../src/events/eventUrl.ts';
import { HOOK_PATH } from '../src/hooks/hookAddress.ts';
import { code, type Text, text } from '../src/messages/text.ts';
import { toPlain, trimMarks } from '../src/plainText.ts';
import type { CommandContext } from './command.ts';
import { quoteWords, UserError } from './userError.ts';

/** What a URL can begin or end with; other marks stand around it. */
const MARKS_OF_URLS = '/=&?#%+-_~';

const EXAMPLE = 'https://shop.example.com/threads-events';

/**
 * The URL to which events are to be posted, as it will be called.
 *
 * @throws UserError where that may not be
 */
export async function readEventUrl(typed: string, { services, lineWith }: CommandContext): Promise<string> {
  const { eventUrlPolicy, hookAddress } = services;
  const url = trimMarks(toPlain(typed), MARKS_OF_URLS);
  const checked = await checkEventUrl(url, eventUrlPolicy);
  if (checked.kind === 'ok') {
    // Its own events would come back in as calls, and make new ones.
    if (hookAddress === undefined || !checked.url.startsWith(`${hookAddress.url}${HOOK_PATH}`))
      return checked.url;
    throw new UserError(
      text`That is a hook of this bot itself. Events go to a program of yours.`,
      lineWith({ url: EXAMPLE }),
      text`with your own URL.`,
    );
  }
  const fixed = fixUrl(url, checked.problem);
  throw new UserError(
    explain(checked.problem, url, eventUrlPolicy.allowPrivate),
    lineWith({ url: fixed ?? EXAMPLE }),
    fixed === undefined ? text`with your own URL.` : [],
  );
}

function explain(problem: EventUrlProblem, url: string, allowPrivate: boolean): Text {
  switch (problem) {
    case 'not-a-url':
      return text`${quoteWords(url)} isn't the URL of a program: it begins with ${code('https://')}.`;
    case 'too-long':
      return text`The URL is too long: it takes at most ${LONGEST_URL.toLocaleString('en-GB')} characters.`;
    case 'not-https':
      return allowPrivate
        ? text`Events are sent by https; by http only to private networks.`
        : text`Events are sent by https alone, so that nobody reads them on the way.`;
    case 'credentials':
      return text`The URL must not hold a user or a password: each event is signed, and your program checks that.`;
    case 'fragment':
      return text`What stands behind ${code('#')} in a URL is never sent.`;
    case 'private':
      return text`${quoteWords(url)} leads to a private address, and this bot calls public ones alone. The operator of this bot can allow private ones: HOOK_ALLOW_PRIVATE.`;
    case 'http-public':
      return text`${quoteWords(url)} does not lead to a private network, and http is for those alone.`;
  }
}

/** The same URL without its mistake, where that is plain. */
function fixUrl(typed: string, problem: EventUrlProblem): string | undefined {
  const url = URL.parse(problem === 'not-a-url' ? `https://${typed}` : typed);
  if (url === null) return undefined;
  switch (problem) {
    case 'not-a-url':
      return url.hostname.includes('.') && url.username === '' ? url.href : undefined;
    case 'not-https':
    case 'http-public':
      return url.protocol === 'http:' ? url.href.replace(/^http:/, 'https:') : undefined;
    case 'credentials':
      url.username = '';
      url.password = '';
      return url.href;
    case 'fragment':
      url.hash = '';
      return url.href;
    default:
      return undefined;
  }
}
