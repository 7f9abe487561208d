import { z } from 'zod';
import { encryptedTokenSchema } from '../../../tokens/cipher.ts';

/** The app is installed in a team. */
const installedSchema = z.object({
  version: z.literal(1),
  kind: z.literal('installed'),
  team: z.string(),
  /** The team's name for people, and its address, with a slash at its end. */
  teamName: z.string().optional(),
  teamUrl: z.string().optional(),
  botName: z.string(),
  botUserId: z.string(),
  botId: z.string(),
  appId: z.string().optional(),
  scopes: z.array(z.string()),
  /** The person who installed it. */
  by: z.string(),
  /** ms since the epoch. */
  installedAt: z.number(),
  /** When the token ends, ms since the epoch; left out where the app does not rotate its tokens. */
  tokenEndsAt: z.number().optional(),
  /** The token and the refresh token, encrypted together. */
  secret: encryptedTokenSchema,
});

/** A team removed the app. Kept so that its subscriptions end, whatever comes in between. */
const removedSchema = z.object({
  version: z.literal(1),
  kind: z.literal('removed'),
  team: z.string(),
  /** ms since the epoch. */
  removedAt: z.number(),
});

/** What is stored of the app in a team; by the team's id. */
export const installationSchema = z.discriminatedUnion('kind', [installedSchema, removedSchema]);

export type InstallationRecord = z.infer<typeof installationSchema>;
export type Installed = z.infer<typeof installedSchema>;

/** Where the installations are; several replicas may share it. Both methods reject where the store fails. */
export interface InstallationRecords {
  get(team: string): Promise<InstallationRecord | undefined>;
  set(team: string, record: InstallationRecord): Promise<void>;
}
