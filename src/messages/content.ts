import { z } from 'zod';
import { outageScopeSchema } from '../accounts/outage.ts';
import { errorDetailsSchema } from '../threads/errorDetails.ts';
import { QUOTA_PAIRS } from '../threads/quotas.ts';
import { TOKEN_ENDS } from '../tokens/tokenRecord.ts';
import { containerEventSchema } from '../watches/containerEvent.ts';
import { containerStateSchema } from '../watches/watch.ts';
import { channelChoicesSchema } from './channelChoices.ts';
import { hookContents } from './hookContents.ts';
import { publicationOutcomeSchema } from './publicationOutcome.ts';
import { remedySchema } from './remedy.ts';

/** When a snooze ended, and who ended it where somebody did. Times are ms since the epoch. */
const snoozeEndSchema = z.object({ at: z.number(), by: z.string().optional() });

export type SnoozeEnd = z.infer<typeof snoozeEndSchema>;

/** Who snoozed it, and until when (ms since the epoch). */
const snoozeMarkSchema = z.object({ by: z.string(), until: z.number(), ended: snoozeEndSchema.optional() });

export type SnoozeMark = z.infer<typeof snoozeMarkSchema>;

/** Who takes care of what an alert is about, and since when (ms since the epoch). */
const acknowledgementSchema = z.object({ by: z.string(), at: z.number() });

export type Acknowledgement = z.infer<typeof acknowledgementSchema>;

const liveItemSchema = z.object({
  container: z.string(),
  /** What its publisher calls it, where the others of the message are called otherwise. */
  note: z.string().optional(),
  /** The account that owns it, where that is another than was asked for. */
  account: z.string().optional(),
  createdAt: z.number(),
  state: containerStateSchema,
  /** Whether it is still checked. */
  watched: z.boolean(),
  /** Who stopped watching it, where somebody did. */
  droppedBy: z.string().optional(),
  /** Whether its first check ended the watch, as the answer to the command shows. */
  endedAtOnce: z.boolean().optional(),
  /** Whether the channel watched it anew after that: a later live message says how it is. */
  watchedAnew: z.boolean().optional(),
  /** Whether the message does not show it: it came too late to say what is true of it. */
  leftOut: z.boolean().optional(),
  /** The id of the latest alert about it. */
  alert: z.string().optional(),
  snoozed: snoozeMarkSchema.optional(),
});

export type LiveItem = z.infer<typeof liveItemSchema>;

/** The pairs that the last reading of an account's quotas showed, and when it was. */
export const lastQuotasSchema = z.object({
  at: z.number(),
  quotas: z.array(z.object({ pair: z.enum(QUOTA_PAIRS), used: z.number(), total: z.number() })),
});

export type LastQuotas = z.infer<typeof lastQuotasSchema>;

/** A container event. */
const containerSchema = z.object({
  kind: z.literal('container'),
  account: z.string(),
  container: z.string(),
  createdAt: z.number(),
  by: z.string(),
  /** The name of the hook by which its publisher registered it, where `by` made that hook. */
  hook: z.string().optional(),
  note: z.string().optional(),
  /** The people who asked that it calls them. */
  mentions: z.array(z.string()).optional(),
  event: containerEventSchema,
  /** The id of the live message of its watch. Earlier versions did not store it. */
  live: z.string().optional(),
  /** What became of the container after the alert. */
  outcome: containerStateSchema.optional(),
  /** Whether the watch has ended since. */
  ended: z.boolean().optional(),
  acknowledged: acknowledgementSchema.optional(),
});

/** A quota crossed one or more thresholds. */
const quotaSchema = z.object({
  kind: z.literal('quota'),
  account: z.string(),
  pair: z.enum(QUOTA_PAIRS),
  /** In per cent, the highest of those that were crossed at once. */
  threshold: z.number(),
  crossed: z.array(z.number()),
  used: z.number(),
  total: z.number(),
  /** The length of the rolling window that the usage is counted over, if Threads says it. */
  windowSeconds: z.number().optional(),
  snoozed: snoozeMarkSchema.optional(),
  acknowledged: acknowledgementSchema.optional(),
  /** What was used when there was room again. */
  freed: z.object({ used: z.number(), total: z.number(), at: z.number() }).optional(),
});

/** What a notification says, as facts that are stored; its card is made from them. Times are ms since the epoch. */
export const contentSchema = z.discriminatedUnion('kind', [
  /** The public live message of one `watch`. */
  z.object({
    kind: z.literal('live'),
    account: z.string(),
    by: z.string(),
    note: z.string().optional(),
    items: z.array(liveItemSchema),
    /** Of what publishing programs registered on that day, such as `2026-11-26`: all of it in one message. */
    day: z.string().optional(),
    /** How many of the day's posts are published and not listed any more. */
    unlisted: z.number().optional(),
  }),
  containerSchema,
  /** Threads answered a publishing program with an error, when a container was to be created. */
  z.object({
    kind: z.literal('create-error'),
    account: z.string(),
    by: z.string(),
    /** The name of the hook that the program reported it to. */
    hook: z.string(),
    /** What the program calls the post. */
    note: z.string().optional(),
    error: errorDetailsSchema,
    acknowledged: acknowledgementSchema.optional(),
  }),
  quotaSchema,
  /** What became of a container that somebody published from chat. */
  z.object({
    kind: z.literal('publication'),
    account: z.string(),
    container: z.string(),
    note: z.string().optional(),
    by: z.string(),
    /** What was told first, and what was found out since. */
    outcomes: z.array(publicationOutcomeSchema).min(1),
  }),
  /** A quota that was used up for long has room again. */
  z.object({
    kind: z.literal('quota-recovered'),
    account: z.string(),
    pair: z.enum(QUOTA_PAIRS),
    used: z.number(),
    total: z.number(),
    /** The length of the rolling window that the usage is counted over, if Threads says it. */
    windowSeconds: z.number().optional(),
    /** When a reading first showed that it was used up, and when one showed that it has room again. */
    since: z.number(),
    until: z.number(),
  }),
  /** Somebody snoozed the whole channel. */
  z.object({
    kind: z.literal('channel-snoozed'),
    by: z.string(),
    until: z.number(),
    /** Who changed the end since, and to which. */
    changes: z.array(z.object({ by: z.string(), until: z.number() })).optional(),
    /** Whether the last change is told in a message of its own, which goes on in place of this one. */
    isContinued: z.boolean().optional(),
    ended: snoozeEndSchema.optional(),
    /** Set by earlier versions, which did not store when it ended. */
    isOver: z.boolean().optional(),
  }),
  /** Somebody turned the channel's quota alerts on, at these thresholds in per cent, or off. */
  z.object({
    kind: z.literal('quota-alerts'),
    account: z.string(),
    by: z.string(),
    thresholds: z.array(z.number()).optional(),
  }),
  /** Somebody changed how alerts are posted in the channel. */
  z.object({
    kind: z.literal('alert-settings'),
    by: z.string(),
    choices: channelChoicesSchema,
    /** The quota alerts that were turned on, at these thresholds in per cent, or off in the same command. */
    quotas: z.object({ account: z.string(), thresholds: z.array(z.number()).optional() }).optional(),
  }),
  /** Nobody acknowledged an alert: it is brought up once more. */
  z.object({
    kind: z.literal('reminder'),
    /** What the alert said when it was brought up again: of one kind. */
    about: z.array(z.discriminatedUnion('kind', [containerSchema, quotaSchema])).min(1),
    /** The id of the first notification of the alert's message, and of the group that the message shows. */
    first: z.string(),
    group: z.string().optional(),
    /** When the alert was posted. */
    since: z.number(),
  }),
  /** Somebody connected an account from chat, or renewed its access. */
  z.object({
    kind: z.literal('account-connected'),
    account: z.string(),
    /** Its name on Threads. */
    username: z.string(),
    by: z.string(),
    isRenewal: z.boolean(),
  }),
  /** Somebody disconnected an account that was connected from chat. */
  z.object({ kind: z.literal('account-disconnected'), account: z.string(), by: z.string() }),
  ...hookContents,
  /** The quotas of an account can't be read, although the account itself answers. */
  z.object({
    kind: z.literal('quotas-unreadable'),
    account: z.string(),
    error: errorDetailsSchema,
    since: z.number(),
    last: lastQuotasSchema.optional(),
    /** When they could be read again. */
    until: z.number().optional(),
  }),
  /** Quotas that could not be read can be read again. */
  z.object({
    kind: z.literal('quotas-readable'),
    account: z.string(),
    since: z.number(),
    until: z.number(),
  }),
  /** The store lost its records, and this is what was put back from memory. */
  z.object({
    kind: z.literal('store-emptied'),
    at: z.number(),
    watches: z.array(z.object({ account: z.string(), container: z.string() })),
    /** The accounts whose quota alerts were put back. */
    quotaAlerts: z.array(z.string()),
    /** How many messages waited to be sent, and are lost. */
    lostMessages: z.number(),
  }),
  /** An account can't be called. */
  z.object({
    kind: z.literal('account-outage'),
    account: z.string(),
    /** Further accounts of the same incident, and those that have recovered from it. */
    accounts: z.array(z.string()).optional(),
    recovered: z.array(z.string()).optional(),
    scope: outageScopeSchema.optional(),
    error: errorDetailsSchema,
    since: z.number(),
    nextProbeAt: z.number(),
    /** How the account gets a token that works. Earlier versions did not store it. */
    remedy: remedySchema.optional(),
    /** When it ended. */
    until: z.number().optional(),
    acknowledged: acknowledgementSchema.optional(),
  }),
  /** An outage that lasted has ended. */
  z.object({
    kind: z.literal('account-recovered'),
    account: z.string(),
    scope: outageScopeSchema.optional(),
    error: errorDetailsSchema,
    since: z.number(),
    until: z.number(),
  }),
  /** A token, or the permission behind it, is about to end, and refreshing does not help. */
  z.object({
    kind: z.literal('token-ending'),
    account: z.string(),
    end: z.enum(TOKEN_ENDS),
    /** Left out where nothing is known of the end of a token that can't be refreshed. */
    endsAt: z.number().optional(),
    /** Whether it is only the latest time that is possible. */
    isLatest: z.boolean().optional(),
    /** Why the token could not be refreshed. */
    error: errorDetailsSchema.optional(),
    /** How the account gets a token that works. Earlier versions did not store it. */
    remedy: remedySchema.optional(),
    /** When a new token was found to work, and when that one ends, where it is known. */
    healed: z.object({ at: z.number(), endsAt: z.number().optional() }).optional(),
    acknowledged: acknowledgementSchema.optional(),
  }),
]);

export type Content = z.infer<typeof contentSchema>;
export type ContentOf<Kind extends Content['kind']> = Extract<Content, { kind: Kind }>;
