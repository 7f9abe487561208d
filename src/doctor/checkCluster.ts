import { formatDuration, SECOND } from '../duration.ts';
import { advice, type Finding, fault, fine } from '../messages/findings.ts';
import { type Text, text } from '../messages/text.ts';

/** From so long on, a request that waits is waiting for an owner that takes none, ms. */
const LONG_WAIT = 15 * SECOND;

/** How one partition stands. */
export interface PartitionFacts {
  readonly partition: number;
  readonly hasOwner: boolean;
  /** How many requests wait for its owner. */
  readonly waiting: number;
  /** How long the oldest of them has waited, ms. */
  readonly oldestMs: number;
}

/** How several replicas on one Redis stand, as an operator sees them from outside. */
export interface ClusterFacts {
  readonly replicas: number;
  readonly partitions: readonly PartitionFacts[];
  /** What is in which partition. */
  readonly accounts: ReadonlyMap<string, number>;
  readonly workspaces: ReadonlyMap<string, number>;
}

/** Whether several replicas run, whether each partition has an owner, and whether anybody waits for one. Pure. */
export function checkCluster(facts: ClusterFacts): Finding[] {
  return [describeLayout(facts), ...checkReplicas(facts), ...checkOwners(facts), ...checkWaiting(facts)];
}

function describeLayout({ partitions, accounts, workspaces }: ClusterFacts): Finding {
  const used = new Set([...accounts.values(), ...workspaces.values()]).size;
  const what = `${count(accounts.size, 'account')} and ${count(workspaces.size, 'workspace')}`;
  return fine(
    text`The layout in Redis fits what is set here: ${what} are in ${used} of ${partitions.length} partitions`,
  );
}

function checkReplicas({ replicas }: ClusterFacts): Finding[] {
  if (replicas === 0)
    return [
      advice(
        text`No replica runs, so nothing is checked and nobody is answered. Start one with CLUSTER=on and this STORE_URL`,
      ),
    ];
  if (replicas === 1)
    return [
      advice(text`One replica runs: if it ends, nobody takes over. Start another one on another machine`),
    ];
  return [fine(text`${replicas} replicas run`)];
}

/** While no replica runs, no partition can have an owner, and that is said already. */
function checkOwners({ replicas, partitions, accounts, workspaces }: ClusterFacts): Finding[] {
  if (replicas === 0) return [];
  const left = partitions.filter(({ hasOwner }) => !hasOwner).map(({ partition }) => partition);
  if (left.length === 0) return [fine(text`Each of the ${partitions.length} partitions has an owner`)];
  const namesIn = (assigned: ReadonlyMap<string, number>): string[] =>
    [...assigned].flatMap(([name, partition]) => (left.includes(partition) ? [name] : [])).sort();
  const waiting = [...list('account', namesIn(accounts)), ...list('workspace', namesIn(workspaces))].join(
    '; ',
  );
  const what = waiting === '' ? 'Nothing is in them yet' : `Nobody serves ${waiting}`;
  return [
    fault(
      text`No replica owns ${left.length === 1 ? 'partition' : 'partitions'} ${left.join(', ')} of ${partitions.length}. ${what}. Look in the log of each replica for “This replica could not run partition”: the reason follows`,
    ),
  ];
}

function checkWaiting({ replicas, partitions }: ClusterFacts): Finding[] {
  const waiting = partitions.filter(({ waiting: requests }) => requests > 0);
  const requests = waiting.reduce((sum, each) => sum + each.waiting, 0);
  if (requests === 0) return [fine(text`No request waits for the owner of its partition`)];
  const oldest = Math.max(...waiting.map(({ oldestMs }) => oldestMs));
  const words = describeWaiting(
    requests,
    waiting.map(({ partition }) => partition),
    oldest,
  );
  if (replicas === 0 || oldest < LONG_WAIT) return [advice(words)];
  return [
    fault(
      text`${words}. Its owner takes none: look at the last lines of the log of the replica that owns it, and start that replica again`,
    ),
  ];
}

function describeWaiting(requests: number, partitions: readonly number[], oldestMs: number): Text {
  const where = `${partitions.length === 1 ? 'partition' : 'partitions'} ${partitions.join(', ')}`;
  const verb = requests === 1 ? 'waits' : 'wait';
  return text`${count(requests, 'request')} ${verb} for the owner of ${where}, the oldest for ${formatDuration(Math.max(SECOND, oldestMs))}`;
}

/** More names than these are not read. */
const MOST_NAMED = 5;

function list(word: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  return [`${names.length === 1 ? word : `${word}s`} ${names.slice(0, MOST_NAMED).join(', ')}${more}`];
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
