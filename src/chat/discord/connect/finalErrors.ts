import { GatewayCloseCodes } from 'discord.js';
import { FinalPlatformError } from '../../platform.ts';

/** Discord does not know the token. */
export function tokenRefused(): FinalPlatformError {
  return new FinalPlatformError(
    'DISCORD_TOKEN',
    'Discord does not know this token. In the Developer Portal, open the application, go to Bot, press Reset Token, put the new token into DISCORD_TOKEN and start again.',
  );
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
        'DISCORD_TOKEN',
        'The bot is in too many servers for one connection. Remove it from those that are not in DISCORD_GUILD_IDS, or make an application of its own for these.',
      );
    default:
      return new FinalPlatformError(
        'DISCORD_TOKEN',
        `Discord has closed the connection for good (close code ${code}). Bring Threadwatch up to date, and see in the Developer Portal whether the application is in order.`,
      );
  }
}
