import { GatewayIntentBits } from 'discord-api-types/v10';

/** One shard carries more servers than any one bot of ours serves. */
export const SHARD = { id: 0, count: 1 } as const;

/** Nothing privileged. */
export const INTENTS = GatewayIntentBits.Guilds;
