import { GatewayCloseCodes } from 'discord-api-types/v10';
import { FinalPlatformError } from '../../platform.ts';
import { type TokenFault, TokenRefusedError } from '../../tokenCheck.ts';

const FINAL_CODES: ReadonlySet<number> = new Set([
  GatewayCloseCodes.AuthenticationFailed,
  GatewayCloseCodes.InvalidShard,
  GatewayCloseCodes.ShardingRequired,
  GatewayCloseCodes.InvalidAPIVersion,
  GatewayCloseCodes.InvalidIntents,
  GatewayCloseCodes.DisallowedIntents,
]);

/** Discord does not know the token. */
export const UNKNOWN_TOKEN: TokenFault = {
  cause: 'Discord does not know this token',
  remedy:
    'open the application in the Developer Portal (discord.com/developers/applications), go to Bot, press Reset Token, and copy the new token',
};

export function tokenRefused(): FinalPlatformError {
  return new TokenRefusedError('DISCORD_TOKEN', UNKNOWN_TOKEN);
}

/**
 * Whether Discord wants no further connection after a gateway close.
 *
 * @see https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
 */
export function isFinalClose(code: number): boolean {
  return FINAL_CODES.has(code);
}

/** What a gateway close means that Discord wants no further connection after. */
export function finalClose(code: number): FinalPlatformError {
  switch (code) {
    case GatewayCloseCodes.AuthenticationFailed:
      return tokenRefused();
    case GatewayCloseCodes.InvalidIntents:
    case GatewayCloseCodes.DisallowedIntents:
      return new FinalPlatformError(
        'DISCORD_TOKEN',
        `Discord refuses this application the intents it asks for (close code ${code}). Threadwatch asks for Guilds alone, which needs no switch: see in the Developer Portal whether the application is restricted, or put the token of another application into DISCORD_TOKEN.`,
      );
    case GatewayCloseCodes.ShardingRequired:
      return new FinalPlatformError(
        'DISCORD_SHARDS',
        'the bot is in too many servers for so few connections. Remove DISCORD_SHARDS and start Threadwatch again: it then asks Discord how many it needs. Or remove the bot from servers that are not in DISCORD_GUILD_IDS.',
      );
    default:
      return new FinalPlatformError(
        'DISCORD_TOKEN',
        `Discord has closed the connection for good (close code ${code}). Bring Threadwatch up to date, and see in the Developer Portal whether the application is in order.`,
      );
  }
}
