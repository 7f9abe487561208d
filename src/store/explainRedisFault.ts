import { getErrorMessage } from './getErrorMessage.ts';

/**
 * What to do about an answer of Redis, or about a connection that fails, by the word that it has. The first that fits
 * counts. Sentences without their full stop.
 *
 * @see https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors
 */
const REMEDIES: readonly (readonly [word: string, remedy: string])[] = [
  [
    'OOM',
    'The memory of Redis is full: give it more (maxmemory), or remove what others keep there. Leave maxmemory-policy at noeviction',
  ],
  [
    'MISCONF',
    'Redis can’t save to its own disk and takes no write until it can: make room on that disk, and see the log of Redis',
  ],
  [
    'READONLY',
    'This Redis is a replica. During a failover that passes; if it lasts, put the address of the master into STORE_URL',
  ],
  ['UNBLOCKED', 'Redis became a replica: most likely a failover, which passes'],
  ['NOREPLICAS', 'Redis takes no write without its replicas: start them, or lower min-replicas-to-write'],
  [
    'MASTERDOWN',
    'This Redis is a replica whose master is away: put the address of the master into STORE_URL',
  ],
  ['LOADING', 'Redis still reads its data: wait until it has'],
  ['CLUSTERDOWN', 'The Redis cluster is down: mend it, or use a single Redis'],
  ['MOVED', 'This Redis is a part of a cluster, which Threadwatch does not support: use a single Redis'],
  ['CROSSSLOT', 'This Redis is a part of a cluster, which Threadwatch does not support: use a single Redis'],
  ['NOAUTH', 'Redis wants a password: write STORE_URL as redis://:password@host:6379'],
  ['WRONGPASS', 'Put the right user and password of Redis into STORE_URL'],
  ['without any password configured', 'Redis has no password set: take it out of STORE_URL'],
  [
    'NOPERM',
    'Allow its user all keys that begin with threadwatch, with CLUSTER=on also all keys and channels that begin with {threadwatch-cluster}, and all commands but admin ones',
  ],
  ['max number of clients', 'Redis has as many connections as it takes: raise maxclients'],
  [
    'DB index is out of range',
    'Take the number of the database out of STORE_URL, or raise databases in Redis',
  ],
  ['unknown command', 'Use Redis 6 or later, with EVALSHA allowed'],
  ['ECONNREFUSED', 'Nothing listens there: start Redis, or put its host and port into STORE_URL'],
  ['ENOTFOUND', 'No such host is known: put the host of Redis into STORE_URL, or mend the DNS'],
  ['EAI_AGAIN', 'The DNS does not answer: mend it, or put the IP address of Redis into STORE_URL'],
  ['certificate', 'Set NODE_EXTRA_CA_CERTS to the file of the CA that signed the certificate of Redis'],
  ['not connected', 'Threadwatch keeps connecting: see whether Redis runs'],
];

const UNKNOWN_REMEDY = 'See whether Redis runs, and whether its address and password in STORE_URL are right';

/** Whether an error, or its cause, has an answer of Redis or of the network to it that has a remedy of its own. */
export function findRedisRemedy(error: unknown): string | undefined {
  const said = `${getErrorMessage(error)} ${codesOf(error)}`;
  return REMEDIES.find(([word]) => said.includes(word))?.[1];
}

/** What to do about an error of Redis. */
export function explainRedisFix(error: unknown): string {
  return findRedisRemedy(error) ?? UNKNOWN_REMEDY;
}

/** The codes of the errors that Node put together, and of what is wrong with a certificate. */
function codesOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const own = 'code' in error ? String(error.code) : '';
  const inner = error instanceof AggregateError ? error.errors.map(codesOf) : [];
  return [own, ...inner, /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(own) ? 'certificate' : ''].join(' ');
}
