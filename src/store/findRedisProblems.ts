import { LAYOUT_KEY } from './layoutRecord.ts';
import { SHARED_PREFIX, SINGLE_PREFIX } from './partitions.ts';
import type { RedisConnection } from './redisConnection.ts';
import { leaseKeysOf } from './redisScripts.ts';
import type { StoreProblem } from './store.ts';
import { HOLDS_PARTITIONS } from './storeKind.ts';

/** From this share of its memory on, a Redis without eviction is close to refusing writes. */
const NEARLY_FULL = 0.9;

/** What Redis says of itself; `undefined` for what it does not say. */
export interface RedisFacts {
  /** What it does when its memory is full, such as `noeviction`. */
  readonly maxmemoryPolicy: string | undefined;
  /** Whether it writes each change to an append-only file. */
  readonly appendonly: boolean | undefined;
  /** Whether it saves a snapshot now and then. */
  readonly saves: boolean | undefined;
  /** How many keys it has dropped since its start because its memory was full. */
  readonly evictedKeys: number;
  /** Whether it only copies another Redis. */
  readonly isReplica: boolean;
  /** Bytes. */
  readonly usedMemory: number;
  /** Bytes; 0 where there is no limit. */
  readonly maxmemory: number;
  /** Whether its last snapshot and its last write to the append-only file succeeded. */
  readonly couldWriteToDisk: boolean;
  /** Whether none of the keys is there that every store of ours has, or the layout of the partitions for what they share. */
  readonly isEmpty: boolean;
  /** Whether it holds the partitions of several replicas, and a single store is asked for. */
  readonly isOfReplicas: boolean;
}

/**
 * Asks Redis what may make it lose records. A managed Redis often forbids CONFIG; then INFO tells less.
 *
 * @param prefix begins the keys of the store
 */
export async function readRedisFacts(connection: RedisConnection, prefix: string): Promise<RedisFacts> {
  const [, marker, record] = leaseKeysOf(prefix);
  const ever = prefix === SHARED_PREFIX ? [LAYOUT_KEY] : [marker, record];
  const ask = async <R>(answer: Promise<R>): Promise<R | undefined> => answer.catch(() => undefined);
  const [config, info = '', known, layouts] = await Promise.all([
    ask(connection.run((client) => client.configGet(['maxmemory-policy', 'appendonly', 'save']))),
    ask(connection.run((client) => client.info())),
    connection.run((client) => client.exists(ever)),
    connection.run((client) => client.exists(LAYOUT_KEY)),
  ]);
  const values = new Map(
    info.split(/\r?\n/).map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, Math.max(0, colon)), line.slice(colon + 1)];
    }),
  );
  const read = (name: string): string | undefined => values.get(name);
  const { 'maxmemory-policy': policy, appendonly = read('aof_enabled'), save } = config ?? {};
  return {
    maxmemoryPolicy: policy ?? read('maxmemory_policy'),
    appendonly: appendonly === undefined ? undefined : appendonly === 'yes' || appendonly === '1',
    saves: save === undefined ? undefined : save !== '',
    evictedKeys: Number(read('evicted_keys') ?? 0),
    isReplica: read('role') === 'slave',
    usedMemory: Number(read('used_memory') ?? 0),
    maxmemory: Number(read('maxmemory') ?? 0),
    couldWriteToDisk: read('rdb_last_bgsave_status') !== 'err' && read('aof_last_write_status') !== 'err',
    isEmpty: known === 0,
    isOfReplicas: prefix === SINGLE_PREFIX && layouts > 0,
  };
}

/** What may make this Redis lose or refuse records, and what to do. Pure. */
export function findRedisProblems(facts: RedisFacts): StoreProblem[] {
  return [
    ...(facts.isOfReplicas ? [fault(HOLDS_PARTITIONS)] : []),
    ...(facts.isEmpty && !facts.isOfReplicas
      ? [
          advice(
            'Redis holds no records of Threadwatch. If it did before, it was emptied, and every watch in it is lost',
          ),
        ]
      : []),
    ...findEviction(facts),
    ...findForgetting(facts),
    ...findRefusals(facts),
  ];
}

/** With `volatile-…`, only keys that expire are dropped; of ours, that is the lease alone, which is taken again. */
function findEviction({ maxmemoryPolicy: policy, evictedKeys }: RedisFacts): StoreProblem[] {
  if (policy === undefined)
    return [
      advice(
        'Whether Redis drops records when its memory is full could not be checked: it answers neither CONFIG nor INFO. Make sure that its maxmemory-policy is noeviction',
      ),
    ];
  if (policy === 'noeviction' || policy.startsWith('volatile-')) return [];
  const dropped = evictedKeys > 0 ? `; it has dropped ${evictedKeys} keys since it was started` : '';
  return [
    fault(
      `Redis drops records when its memory is full, and watches with them: its maxmemory-policy is ${policy}${dropped}. Set maxmemory-policy to noeviction`,
    ),
  ];
}

function findForgetting({ appendonly, saves }: RedisFacts): StoreProblem[] {
  if (appendonly || saves) return [];
  if (appendonly === false && saves === false)
    return [
      fault(
        'Redis keeps its records in memory alone, so a restart of Redis loses every watch: appendonly is no, and save is empty. Set appendonly to yes, or save',
      ),
    ];
  return [
    advice(
      'Whether Redis keeps its records on disk could not be checked, because it does not answer CONFIG. Make sure that appendonly is yes, or that save is set; otherwise a restart of Redis loses every watch',
    ),
  ];
}

/** What keeps a Redis from taking writes, although it answers. */
function findRefusals({ isReplica, usedMemory, maxmemory, couldWriteToDisk }: RedisFacts): StoreProblem[] {
  const share = maxmemory > 0 ? usedMemory / maxmemory : 0;
  const percent = `${Math.round(share * 100)} %`;
  return [
    ...(isReplica
      ? [fault('This Redis is a replica and takes no write: put the address of the master into STORE_URL')]
      : []),
    ...(share >= NEARLY_FULL
      ? [
          advice(
            `The memory of Redis is nearly full (${percent} of maxmemory); it takes no write when it is. Give it more, or remove what others keep there`,
          ),
        ]
      : []),
    ...(couldWriteToDisk
      ? []
      : [
          fault(
            'Redis could not write to its own disk the last time it tried, so a restart of it loses records. Make room on that disk, and see the log of Redis',
          ),
        ]),
  ];
}

function fault(words: string): StoreProblem {
  return { grade: 'fault', words };
}

function advice(words: string): StoreProblem {
  return { grade: 'advice', words };
}
