import { html, writePage } from '../../html.ts';
import type { Account } from '../schema/scenario.ts';
import type { Reply } from './reply.ts';
import type { World } from './world.ts';

/** The parameters that the link to the page must have. */
const REQUIRED = ['client_id', 'redirect_uri', 'scope', 'response_type'] as const;

/**
 * `GET /oauth/authorize`: the page on which a person chooses an account and agrees. With `account` and `allow` in the
 * query, it redirects to the app as if the person had pressed a button.
 *
 * @see https://developers.facebook.com/docs/threads/get-started/get-access-tokens-and-permissions
 */
export function answerConsent(world: World, params: ReadonlyMap<string, string>, now: number): Reply {
  const missing = REQUIRED.filter((name) => (params.get(name) ?? '') === '');
  const redirectUri = params.get('redirect_uri') ?? '';
  if (missing.length > 0) return showError(`The link has no ${missing.join(', ')}.`);
  if (!isWebAddress(redirectUri)) return showError('redirect_uri is not a web address.');
  if (params.get('response_type') !== 'code') return showError('response_type is not code.');
  const { accounts } = world.scenario;
  const account = accounts.find(({ username }) => username === params.get('account'));
  const choice = params.get('allow');
  if (choice === undefined) return showChoice(accounts, params);
  if (choice !== '1') return redirectBack(redirectUri, params, DENIED);
  if (account === undefined) return showError('The scenario has no such account.');
  world.consentedAt.set(account.id, now);
  const code = `sandbox-code-${world.nextNumber()}`;
  world.codes.set(code, { account, redirectUri, clientId: params.get('client_id') ?? '', issuedAt: now });
  return redirectBack(redirectUri, params, { code });
}

const DENIED = {
  error: 'access_denied',
  error_reason: 'user_denied',
  error_description: 'The user denied your request.',
} as const;

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function redirectBack(
  redirectUri: string,
  params: ReadonlyMap<string, string>,
  outcome: Readonly<Record<string, string>>,
): Reply {
  const location = new URL(redirectUri);
  for (const [name, value] of Object.entries(outcome)) location.searchParams.set(name, value);
  const state = params.get('state');
  if (state !== undefined) location.searchParams.set('state', state);
  // Threads adds `#_` to every redirect URL.
  location.hash = '_';
  return { http: 302, headers: { location: location.href, 'cache-control': 'no-store' }, body: '' };
}

function showChoice(accounts: readonly Account[], params: ReadonlyMap<string, string>): Reply {
  const hiddenInputs = [...params].map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">
`,
  );
  const choices = [...new Set(accounts.map(({ username }) => username))].map(
    (username, index) => html`<p><label><input type="radio" name="account" value="${username}"${
      index === 0 ? html` checked` : ''
    }> ${username}</label></p>
`,
  );
  const page = writePage(
    'Sandbox: connect a Threads account',
    html`<p>An app requests: <code>${params.get('scope') ?? ''}</code></p>
<form>
${hiddenInputs}${choices}<p><button name="allow" value="1">Allow</button> <button name="allow" value="0">Deny</button></p>
</form>`,
    { hasForm: true },
  );
  return { http: 200, ...page };
}

function showError(problem: string): Reply {
  return { http: 400, ...writePage('Invalid link', html`<p>${problem}</p>`) };
}
