import { DiscordAPIError, HTTPError, RateLimitError, type REST } from '@discordjs/rest';
import { Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import { impostor } from '../../networkFault.ts';
import type { ProxySettings } from '../../proxy.ts';
import { busy, limited, type Problem, refused, type TokenCheck, unanswered } from '../tokenCheck.ts';
import { UNKNOWN_TOKEN } from './connect/finalErrors.ts';
import { createRest } from './rest/createRest.ts';
import { GlobalLimit } from './rest/globalLimit.ts';

export interface DiscordAccess {
  readonly token: string;
  readonly apiUrl: string;
  readonly proxy?: ProxySettings | undefined;
}

/** The application that a token belongs to, and its bot. */
export interface DiscordBot {
  readonly applicationId: string;
  readonly userId: string;
  /** As people see the bot in a server. */
  readonly name: string;
}

const applicationSchema = z.object({
  id: z.string(),
  name: z.string(),
  bot: z.object({ id: z.string(), username: z.string() }).optional(),
});

/**
 * Asks Discord whose token this is. One call, which changes nothing. Never rejects.
 *
 * @see https://docs.discord.com/developers/resources/application#get-current-application
 */
export async function checkToken(access: DiscordAccess): Promise<TokenCheck<DiscordBot>> {
  return callDiscord(access, async (rest) => {
    const { id, name, bot } = applicationSchema.parse(await rest.get(Routes.currentApplication()));
    return { applicationId: id, userId: bot?.id ?? id, name: bot?.username ?? name };
  });
}

/** Makes calls with a token, and explains what fails. Never rejects. */
export async function callDiscord<T>(
  access: DiscordAccess,
  call: (rest: REST) => Promise<T>,
): Promise<TokenCheck<T>> {
  try {
    return { kind: 'accepted', found: await call(createAccessRest(access)) };
  } catch (error) {
    return explainRefusal(error, access);
  }
}

/** A client for single calls with a token that nobody has checked. */
export function createAccessRest(access: DiscordAccess): REST {
  return createRest({ ...access, globalLimit: new GlobalLimit(), onUnauthorised: () => undefined });
}

function explainRefusal(error: unknown, { token, proxy }: DiscordAccess): TokenCheck<never> {
  if (error instanceof DiscordAPIError && error.status === 401 && error.code !== undefined)
    return refused({ ...UNKNOWN_TOKEN, cause: recogniseToken(token) ?? UNKNOWN_TOKEN.cause });
  return unanswered(error, 'Discord', proxy, describeAnswer(error));
}

/** @returns `undefined` where nothing answered */
function describeAnswer(error: unknown): Problem | undefined {
  if (error instanceof RateLimitError) return limited('Discord', error.retryAfter);
  if (error instanceof z.ZodError || (error instanceof DiscordAPIError && error.code === undefined))
    return impostor('Discord', 'DISCORD_API_URL');
  return error instanceof DiscordAPIError || error instanceof HTTPError
    ? busy(`Discord did not answer the call (HTTP ${error.status})`)
    : undefined;
}

/**
 * What people copy from the Developer Portal in place of the token. Only for a token that Discord has refused: the forms
 * are not promised.
 */
function recogniseToken(token: string): string | undefined {
  if (/^[\da-f]{64}$/i.test(token))
    return "this looks like the application's public key, not its bot's token";
  if (/^\d{15,25}$/.test(token)) return 'this is an id, not a token';
  if (/^[\w-]{32}$/.test(token))
    return "this looks like the application's client secret, not its bot's token";
  if (/^(xox|xapp-)/.test(token)) return 'this is a token of Slack';
  if (/^(TH|EA|IG)/.test(token) && !token.includes('.')) return 'this looks like a token of Meta';
  if (token.split('.').length !== 3)
    return 'this is not a whole bot token, which has three parts with a dot between them: it may be cut off';
  return undefined;
}
