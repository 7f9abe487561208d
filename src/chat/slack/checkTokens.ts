import { webApi } from '@slack/bolt';
import { z } from 'zod';
import { impostor } from '../../networkFault.ts';
import type { ProxySettings } from '../../proxy.ts';
import {
  busy,
  limited,
  type Problem,
  refused,
  type TokenCheck,
  TokenRefusedError,
  unanswered,
} from '../tokenCheck.ts';
import { noBoltLog } from './connect/boltLog.ts';
import { createClientOptions } from './connect/clientOptions.ts';
import { COPY_APP_TOKEN, COPY_BOT_TOKEN, tokenRefused } from './connect/finalErrors.ts';
import { fetchIdentity, type Identity } from './connect/identity.ts';
import { explainOpenError } from './connect/refusals.ts';
import { codeOf, isAnswered, retryAfterOf } from './connect/slackErrors.ts';

export interface SlackAccess {
  readonly token: string;
  readonly apiUrl: string;
  readonly proxy?: ProxySettings | undefined;
}

/** The variables that hold a token. */
type TokenVariable = 'SLACK_BOT_TOKEN' | 'SLACK_APP_TOKEN';

const NEEDED: Readonly<Record<TokenVariable, { readonly prefix: string; readonly remedy: string }>> = {
  SLACK_BOT_TOKEN: { prefix: 'xoxb-', remedy: COPY_BOT_TOKEN },
  SLACK_APP_TOKEN: { prefix: 'xapp-', remedy: COPY_APP_TOKEN },
};

/** What people copy in place of the right token. @see https://docs.slack.dev/authentication/tokens */
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^xoxb-/, 'this is the token of the bot'],
  [/^xapp-/, 'this is an app-level token'],
  [/^xox[ps]-/, 'this is the token of a person'],
  [/^xoxe[.-]/, 'this is a token of the token rotation, which Threadwatch does not use'],
  [/^[\da-f]{32}$/i, 'this looks like the signing secret or the client secret of the app'],
];

/** Slack's codes, as against the text of a page that is not Slack's. */
const CODE = /^\w{1,64}$/;

/** Asks Slack whose bot token this is (`auth.test`). Never rejects. */
export function checkBotToken(access: SlackAccess): Promise<TokenCheck<Identity>> {
  return callSlack('SLACK_BOT_TOKEN', access, fetchIdentity);
}

/** Asks Slack for the address of a connection (`apps.connections.open`), and opens none. Never rejects. */
export function checkAppToken(access: SlackAccess): Promise<TokenCheck<undefined>> {
  return callSlack('SLACK_APP_TOKEN', access, async (client) => {
    await client.apps.connections.open({});
    return undefined;
  });
}

/** A client for single calls with a token that nobody has checked. */
export function createAccessClient({
  token,
  apiUrl,
  proxy,
}: Omit<SlackAccess, 'token'> & Partial<Pick<SlackAccess, 'token'>>): webApi.WebClient {
  return new webApi.WebClient(token, createClientOptions(apiUrl, noBoltLog, proxy));
}

/**
 * Makes calls with a token, and explains what fails. Never rejects. A token of another kind is not sent: some of them
 * would be answered, and none can serve.
 */
export async function callSlack<T>(
  variable: TokenVariable,
  access: SlackAccess,
  call: (client: webApi.WebClient) => Promise<T>,
): Promise<TokenCheck<T>> {
  const { prefix, remedy } = NEEDED[variable];
  if (!access.token.startsWith(prefix)) {
    const cause = KINDS.find(([form]) => form.test(access.token))?.[1] ?? 'this is another kind of token';
    return refused({ cause: `${cause}, and ${variable} begins with ${prefix}`, remedy });
  }
  try {
    return { kind: 'accepted', found: await call(createAccessClient(access)) };
  } catch (error) {
    const final = error instanceof TokenRefusedError ? error : tokenRefused(error, variable);
    if (final !== undefined) return refused(final.fault);
    const isSocket = variable === 'SLACK_APP_TOKEN' && !isImpostors(error);
    const socket = isSocket ? explainOpenError(error) : undefined;
    if (socket !== undefined) return { kind: 'refused', problem: socket };
    return unanswered(error, 'Slack', access.proxy, describeAnswer(error));
  }
}

/** @returns `undefined` where nothing answered */
export function describeAnswer(error: unknown): Problem | undefined {
  if (error instanceof webApi.WebAPIRateLimitedError) return limited('Slack', retryAfterOf(error));
  if (isImpostors(error)) return impostor('Slack', 'SLACK_API_URL');
  return isAnswered(error) || error instanceof webApi.WebAPIHTTPError
    ? busy(`Slack did not answer the call (${codeOf(error)})`)
    : undefined;
}

/** Slack says its errors with HTTP 200 and a code, and otherwise only that it is limited or failing. */
function isImpostors(error: unknown): boolean {
  if (error instanceof webApi.WebAPIHTTPError) return error.statusCode < 500;
  if (error instanceof webApi.WebAPIPlatformError) return !isCode(error.data.error);
  return error instanceof z.ZodError;
}

function isCode(said: unknown): boolean {
  return typeof said === 'string' && CODE.test(said);
}
