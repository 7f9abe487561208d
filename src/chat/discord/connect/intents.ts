import { GatewayIntentBits } from 'discord-api-types/v10';

/** Nothing privileged. */
export const INTENTS = GatewayIntentBits.Guilds;
