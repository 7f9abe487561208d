/** What the double contains: a server, its channels, a role and a person. */
export const APPLICATION = '1100000000000000001';
export const BOT_USER = '1100000000000000001';
export const GUILD = '1200000000000000001';
/** Of two shards, this server is on the first, and the other one on the second. */
export const OTHER_GUILD = '1200000000004194304';
export const FOREIGN_GUILD = '1200000000000000009';
export const CHANNEL = '1300000000000000001';
export const THREAD = '1300000000000000002';
export const VOICE = '1300000000000000003';
export const PERSON = '1400000000000000001';
export const ROLE = '1500000000000000001';

export const VIEW = 1n << 10n;
export const SEND = 1n << 11n;
export const EMBED = 1n << 14n;
export const SEND_IN_THREADS = 1n << 38n;
export const MANAGE_GUILD = 1n << 5n;
export const ALL_NEEDED = VIEW | SEND | EMBED | SEND_IN_THREADS;

export const TYPES: Readonly<Record<string, number>> = { [THREAD]: 11, [VOICE]: 2 };

export interface Requester {
  readonly person?: string;
  /** `undefined`: a direct message to the bot. */
  readonly guild?: string | undefined;
  readonly channel?: string;
  readonly roles?: readonly string[];
  readonly permissions?: bigint;
  /** The bot's permissions in the channel. */
  readonly botPermissions?: bigint;
}

export function ready(sessionId: string, resumeUrl: string) {
  return {
    v: 10,
    user: user(BOT_USER, 'threadwatch', true),
    guilds: [{ id: GUILD, unavailable: true }],
    session_id: sessionId,
    resume_gateway_url: resumeUrl,
    shard: [0, 1],
    application: { id: APPLICATION, flags: 0 },
  };
}

export function guild(id: string) {
  return {
    id,
    name: 'A server',
    icon: null,
    owner_id: PERSON,
    afk_timeout: 300,
    verification_level: 0,
    default_message_notifications: 0,
    explicit_content_filter: 0,
    roles: [{ id, name: '@everyone', permissions: '0', position: 0, color: 0, hoist: false, managed: false }],
    emojis: [],
    stickers: [],
    features: [],
    mfa_level: 0,
    system_channel_flags: 0,
    premium_tier: 0,
    nsfw_level: 0,
    preferred_locale: 'en-US',
    joined_at: '2026-01-01T00:00:00.000Z',
    large: false,
    unavailable: false,
    member_count: 2,
    voice_states: [],
    members: [],
    threads: [],
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    channels: [
      { id: CHANNEL, type: 0, name: 'posts', position: 0, permission_overwrites: [], parent_id: null },
      { id: VOICE, type: 2, name: 'Lounge', position: 1, permission_overwrites: [], parent_id: null },
    ],
  };
}

let lastChannel = 1_300_000_000_000_001_000n;

/** A channel in which nobody has done anything yet. */
export function newChannel(): string {
  lastChannel += 1n;
  return String(lastChannel);
}

/** The fields that every interaction has. */
export function interaction(id: string, requester: Requester) {
  const {
    person = PERSON,
    channel = CHANNEL,
    roles = [],
    permissions = 0n,
    botPermissions = ALL_NEEDED,
  } = requester;
  const inGuild = 'guild' in requester ? requester.guild : GUILD;
  const who = user(person, 'ann', false);
  return {
    id,
    application_id: APPLICATION,
    token: `interaction-token-${id}`,
    version: 1,
    app_permissions: String(botPermissions),
    locale: 'en-US',
    entitlements: [],
    authorizing_integration_owners: {},
    attachment_size_limit: 10_485_760,
    channel_id: channel,
    channel: { id: channel, type: inGuild === undefined ? 1 : (TYPES[channel] ?? 0), name: 'posts' },
    ...(inGuild === undefined
      ? { user: who, context: 1 }
      : {
          context: 0,
          guild_id: inGuild,
          guild: { id: inGuild, locale: 'en-US', features: [] },
          guild_locale: 'en-US',
          member: {
            user: who,
            roles,
            permissions: String(permissions),
            joined_at: '2026-01-01T00:00:00.000Z',
            deaf: false,
            mute: false,
            flags: 0,
            nick: null,
            avatar: null,
            pending: false,
            premium_since: null,
          },
        }),
  };
}

function user(id: string, username: string, bot: boolean) {
  return { id, username, discriminator: '0', global_name: null, avatar: null, bot };
}
