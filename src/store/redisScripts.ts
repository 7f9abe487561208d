import { COUNT_REPLICAS } from './replicas.ts';

/** The keys of a lease, in the order in which its scripts take them. */
export type LeaseKeys = readonly [owner: string, marker: string, record: string];

/**
 * The keys of the lease of a store: the owner, which expires; the marker, which names the last owner and never expires; and
 * a record that every store has. Where neither the marker nor that record is there, the store is empty.
 *
 * @param prefix begins all keys of the store
 */
export function leaseKeysOf(prefix: string): LeaseKeys {
  return [`${prefix}owner`, `${prefix}last-owner`, `${prefix}format::version`];
}

/** KEYS are those of the lease. ARGV[1] is our owner record, ARGV[2] the length of the lease in ms. */
export const LEASE_SCRIPTS = {
  /**
   * Takes the lease if nobody holds it, or if the owner record is ARGV[3], whose process has ended. Returns `held`; `empty`
   * if it is held, but the store is empty; or `owned` with the record of the other owner.
   */
  acquire: `
local current = redis.call('GET', KEYS[1])
if current and current ~= ARGV[1] and current ~= ARGV[3] then return {'owned', current} end
local known = redis.call('EXISTS', KEYS[2], KEYS[3])
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
redis.call('SET', KEYS[2], ARGV[1])
return {known > 0 and 'held' or 'empty', ''}`,

  /**
   * Renews the lease, also after it expired. Returns `held`; `emptied` if the marker is gone; or `owned` with the record of
   * another process that holds the lease, or held it since.
   */
  renew: `
local current = redis.call('GET', KEYS[1])
if current and current ~= ARGV[1] then return {'owned', current} end
local marker = redis.call('GET', KEYS[2])
if marker and marker ~= ARGV[1] then return {'owned', marker} end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
if marker then return {'held', ''} end
redis.call('SET', KEYS[2], ARGV[1])
return {'emptied', ''}`,

  /** Ends the lease. The marker stays. */
  release: `if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end`,
};

/** How the answer of Redis to a write begins when the writer does not own the store. */
export const NOT_OWNER = 'NOTOWNER';

/**
 * A Redis that was the master until a failover knows of no lock that was set since. It refuses to delete a key that is not
 * there, and says READONLY, on which the connection is made anew.
 */
const ASSERT_OWNER = `if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  redis.call('UNLINK', KEYS[1] .. ':none')
  return redis.error_reply('${NOT_OWNER} the lease is not ours')
end`;

/** Of a store whose lock somebody else renews. KEYS are the lock, the marker, and a record that every store has. */
export const MARKER_SCRIPTS = {
  /** Makes the marker ours. Returns whether the store was known before: 1, or 0 where it is empty. */
  claim: `${ASSERT_OWNER}
local known = redis.call('EXISTS', KEYS[2], KEYS[3])
redis.call('SET', KEYS[2], ARGV[1])
return known > 0 and 1 or 0`,

  /** Returns 1 where the marker is ours still; else 0, and makes it ours again. */
  check: `${ASSERT_OWNER}
if redis.call('GET', KEYS[2]) == ARGV[1] then return 1 end
redis.call('SET', KEYS[2], ARGV[1])
return 0`,
};

/** Writes that only the owner may make: KEYS[1] is the owner's key, ARGV[1] our record. All is written, or nothing. */
export const FENCED_SCRIPTS = {
  /** Sets KEYS[2…]. ARGV holds a text and a time of expiry for each of them; ms since the epoch, or empty for never. */
  set: `${ASSERT_OWNER}
for i = 2, #KEYS do
  local expires = ARGV[2 * i - 1]
  if expires == '' then redis.call('SET', KEYS[i], ARGV[2 * i - 2])
  else redis.call('SET', KEYS[i], ARGV[2 * i - 2], 'PXAT', expires) end
end
return #KEYS - 1`,

  /** Deletes KEYS[2…]. Returns 1 or 0 for each. */
  delete: `${ASSERT_OWNER}
local counts = {}
for i = 2, #KEYS do counts[i - 1] = redis.call('UNLINK', KEYS[i]) end
return counts`,
};

/** How the answer of Redis to a copy begins while replicas run; their number follows. */
export const REPLICAS_RUN = 'REPLICAS';

/**
 * Puts the records of the hash KEYS[2] in the place of those at KEYS[3…]. ARGV[2] is how many there are, ARGV[3] begins their
 * keys, ARGV[4] is how many keys at the end of KEYS tell of replicas, and ARGV[5…] are the markers to set. A hash that lacks some,
 * and a replica that runs, are refused before anything is written; nothing can fail after that.
 */
export const REPLACE_ALL = `${COUNT_REPLICAS}
${ASSERT_OWNER}
if redis.replicate_commands then redis.replicate_commands() end
local last = #KEYS - ARGV[4]
local replicas = count_replicas(last + 1)
if replicas > 0 then return redis.error_reply('${REPLICAS_RUN} ' .. replicas) end
if redis.call('HLEN', KEYS[2]) ~= tonumber(ARGV[2]) then return redis.error_reply('INCOMPLETE Redis has dropped a part of the copy') end
for i = 3, last do redis.call('UNLINK', KEYS[i]) end
local all = redis.call('HGETALL', KEYS[2])
for i = 1, #all, 2 do redis.call('SET', ARGV[3] .. all[i], all[i + 1]) end
for i = 5, #ARGV do redis.call('SET', ARGV[i], ARGV[1]) end
redis.call('UNLINK', KEYS[2])
return #all / 2`;

/** Reads all records at one moment; ARGV[1] begins their keys. Returns each key, followed by its text. It writes nothing. */
export const READ_AT_ONCE = `
local all = {}
for _, key in ipairs(redis.call('KEYS', ARGV[1] .. '*::*')) do
  local text = redis.pcall('GET', key)
  if type(text) == 'string' then
    all[#all + 1] = key
    all[#all + 1] = text
  end
end
return all`;
