import { DiscordAPIError, type REST, RESTEvents } from '@discordjs/rest';
import { type APIApplicationCommand, Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import type { ChannelRef } from '../../../channelRef.ts';
import { formatDuration } from '../../../duration.ts';
import { type ClockSkew, type Examination, readSkew } from '../../../messages/clockFindings.ts';
import { advice, type Finding, fault, fine } from '../../../messages/findings.ts';
import { code, text } from '../../../messages/text.ts';
import { describeFailedCheck } from '../../tokenCheck.ts';
import { checkToken, createAccessRest, type DiscordAccess } from '../checkToken.ts';
import { inviteLink } from '../interactions/permissions.ts';
import type { DescribedCommands } from '../register/describeCommands.ts';
import { areRegistered } from '../register/putCommands.ts';
import { describeFault, isRefusal } from '../rest/describeFault.ts';
import { examineChannels } from './examineChannels.ts';

/** With fewer starts left than this, something restarts the bot again and again. */
const FEW_STARTS = 20;

/** More servers than these are counted, not named. */
const NAMED = 3;

export interface DiscordParts extends DiscordAccess {
  /** Those of DISCORD_GUILD_IDS. */
  readonly guildIds: readonly string[];
  readonly commands: DescribedCommands;
  /** Those in which something is watched. */
  readonly channels: readonly ChannelRef[];
  readonly now: () => number;
}

/** Checks the token, the servers, the registered commands and the permissions. It changes nothing. Never rejects. */
export async function examineDiscord(parts: DiscordParts): Promise<Examination> {
  const token = await checkToken(parts);
  if (token.kind !== 'accepted')
    return { findings: [describeFailedCheck(token, 'DISCORD_TOKEN', 'Discord')], clocks: [] };
  const { applicationId, name } = token.found;
  const rest = createAccessRest(parts);
  let clocks: readonly ClockSkew[] = [];
  rest.on(RESTEvents.Response, (_, { headers }) => {
    clocks = readSkew('Discord', headers.get('date'), parts.now());
  });
  const known = fine(text`DISCORD_TOKEN is that of the bot ${name}`);
  const [starts, servers] = await Promise.all([
    orUnknown('whether it lets the bot connect', () => checkStarts(rest)),
    orUnknown('in which servers the bot is', () => examineServers(parts, rest, applicationId)),
  ]);
  return { findings: [known, ...starts, ...servers], clocks };
}

/** @param what completes the sentence "Discord did not say …" */
async function orUnknown(what: string, check: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await check();
  } catch (error) {
    const why = error instanceof z.ZodError ? 'its answer can’t be read' : describeFault(error).message;
    return [advice(text`Discord did not say ${what} (${why}). Try again in a minute`)];
  }
}

const gatewaySchema = z.object({
  session_start_limit: z.object({
    total: z.number().optional(),
    remaining: z.number().optional(),
    reset_after: z.number().optional(),
  }),
});

/** @see https://docs.discord.com/developers/events/gateway#session-start-limit-object */
async function checkStarts(rest: REST): Promise<Finding[]> {
  const answer = gatewaySchema.parse(await rest.get(Routes.gatewayBot()));
  const { total = 0, remaining = FEW_STARTS, reset_after: wait = 0 } = answer.session_start_limit;
  const why = 'Something starts the bot again and again: see the ends of its log';
  if (remaining === 0)
    return [
      fault(
        text`Discord lets the bot connect again only in ${formatDuration(wait)}, after ${total} starts in a day. ${why}`,
      ),
    ];
  if (remaining < FEW_STARTS)
    return [advice(text`Discord lets the bot connect only ${remaining} more times today. ${why}`)];
  return [fine(text`The bot asks Discord for the intent Guilds alone, which needs no switch`)];
}

const serversSchema = z.array(z.object({ id: z.string(), name: z.string() }));

async function examineServers(parts: DiscordParts, rest: REST, applicationId: string): Promise<Finding[]> {
  const [user, list] = await Promise.all([rest.get(Routes.user()), rest.get(Routes.userGuilds())]);
  const { id: userId } = z.object({ id: z.string() }).parse(user);
  const names = new Map(serversSchema.parse(list).map(({ id, name }) => [id, name]));
  const others = [...names].filter(([id]) => !parts.guildIds.includes(id));
  const findings: Finding[] = [];
  for (const guildId of parts.guildIds) {
    const name = names.get(guildId);
    if (name === undefined) findings.push(describeAbsent(guildId, others, applicationId));
    else {
      const channels = parts.channels.filter(({ workspace }) => workspace === guildId);
      findings.push(
        await checkCommands(parts, rest, { guildId, name, applicationId }),
        ...(await examineChannels({ rest, userId, guildId, channels, now: parts.now() })),
      );
    }
  }
  return findings;
}

/** An id that is wrong is most likely meant for a server that the bot is in. */
function describeAbsent(
  guildId: string,
  others: readonly (readonly [id: string, name: string])[],
  applicationId: string,
): Finding {
  const listed = others.slice(0, NAMED).map(([id, name]) => `${name} (${id})`);
  const unlisted = others.length - listed.length;
  const more = unlisted > 0 ? ` and ${unlisted} more` : '';
  const isIn =
    listed.length === 0
      ? 'The bot is in no other server'
      : `The bot is in ${listed.join(', ')}${more}: put the right id into DISCORD_GUILD_IDS`;
  return fault(
    text`DISCORD_GUILD_IDS: the bot is not in the server ${code(guildId)}. ${isIn}; or let it in: ${inviteLink(applicationId)}`,
  );
}

interface ServerFacts {
  readonly guildId: string;
  readonly name: string;
  readonly applicationId: string;
}

async function checkCommands(
  { commands }: DiscordParts,
  rest: REST,
  { guildId, name, applicationId }: ServerFacts,
): Promise<Finding> {
  try {
    const route = Routes.applicationGuildCommands(applicationId, guildId);
    const registered = (await rest.get(route)) as APIApplicationCommand[];
    if (areRegistered(registered, commands))
      return fine(text`The commands are registered in the Discord server ${name}`);
    const state =
      registered.length === 0 ? 'No commands are' : 'Other commands than those of this version are';
    return advice(
      text`${state} registered in the Discord server ${name}: the next start of the bot registers them`,
    );
  } catch (error) {
    if (!(error instanceof DiscordAPIError) || !isRefusal(error)) throw error;
    return fault(
      text`The bot may not register its commands in the Discord server ${name}: invite it anew, with the scope applications.commands: ${inviteLink(applicationId)}`,
    );
  }
}
