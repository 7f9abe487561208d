/** The field names of version 1, and those of version 2. */
const FIELDS: Readonly<Record<string, string>> = {
  place: 'channel',
  trouble: 'error',
  happening: 'event',
  nextLookAt: 'nextCheckAt',
  looks: 'checks',
  unseen: 'notFound',
  parkedTold: 'delayedNotified',
  expiryTold: 'expiryNotified',
  watchers: 'subscribers',
  told: 'notified',
  postingId: 'notificationId',
  current: 'synced',
};

/** The kinds of messages, events and states in version 1, and their names in version 2. */
const KINDS: Readonly<Record<string, string>> = {
  blind: 'account-outage',
  'sees-again': 'account-recovered',
  'room-again': 'quota-recovered',
  parked: 'delayed',
  unseen: 'not-found',
};

/** The fields that hold the id of a message. An id contains the kind of its message. */
const IDS: ReadonlySet<string> = new Set(['id', 'postingId']);

/** The collections of version 1, and their names in version 2. */
export const COLLECTIONS: Readonly<Record<string, string>> = {
  watches: 'watches',
  postings: 'notifications',
  blindness: 'outages',
  'quota-alerts': 'quota-alerts',
  snoozes: 'snoozes',
  'lost-places': 'unreachable-channels',
  tokens: 'tokens',
  invitations: 'oauth-states',
};

/** Converts a record of version 1 to version 2: the names change, the values stay. */
export function toVersion2(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { ...renameFields(record), version: 2 };
}

/** Converts a record's key from version 1 to version 2. */
export function toVersion2Key(key: string): string {
  const [kind = '', ...rest] = key.split('/');
  if (kind === 'container') return ['container', ...rest.map((part) => KINDS[part] ?? part)].join('/');
  return [KINDS[kind] ?? kind, ...rest].join('/');
}

function renameFields(record: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [FIELDS[name] ?? name, renameValue(name, value)]),
  );
}

function renameValue(name: string, value: unknown): unknown {
  if (name === 'kind' && typeof value === 'string') return KINDS[value] ?? value;
  if (IDS.has(name) && typeof value === 'string') return toVersion2Key(value);
  if (name === 'place') return toChannelRef(value);
  if (Array.isArray(value)) return value.map((item) => renameValue('', item));
  return typeof value === 'object' && value !== null ? renameFields(value) : value;
}

function toChannelRef(place: unknown): unknown {
  if (typeof place !== 'object' || place === null || !('channel' in place)) return place;
  const { channel, ...rest } = place;
  return { ...rest, id: channel };
}
