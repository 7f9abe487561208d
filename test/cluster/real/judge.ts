import type { Outcome } from './injections.ts';
import type { Watched } from './people.ts';
import type { OwnerChange } from './replicas.ts';

/** A message that a platform got; `at` in ms since the epoch. */
export interface Told {
  readonly at: number;
  /** Which one sent it; `undefined` where it had ended before anybody could tell. */
  readonly replica: number | undefined;
  readonly text: string;
  /** The id of the message; an edit has that of the message it changes. */
  readonly message: string;
}

export interface Evidence {
  readonly watched: readonly Watched[];
  readonly told: readonly Told[];
  readonly changes: readonly OwnerChange[];
  /** When each container failed, ms since the epoch; missing where nobody ever looked at it. */
  readonly failedAt: ReadonlyMap<string, number>;
  readonly outcome: Outcome;
}

export interface Verdict {
  readonly alerts: number;
  readonly missed: readonly string[];
  readonly late: readonly string[];
  /** Messages that came once more. */
  readonly duplicates: number;
  readonly faults: readonly string[];
}

/** The next check comes within 5 s, the round that makes it within 5 more; and a busy machine may need a little. */
const USUAL_DELAY = 12_500;

/** So much later an alert may come after a kill. */
const FAILOVER = 10_000;

/** What a paused replica had begun before, it may end when it goes on; ms. */
const ON_ITS_WAY = 500;

/** How a message begins that shows how a post stands, and is edited when that changes. */
const LIVE = /👀/u;

/** A new owner begins to work a moment before it says so. */
const BEFORE_SAID = 2_000;

/** Compares what was to be told with what was told. Pure. */
export function judge(evidence: Evidence): Verdict {
  const { watched, told } = evidence;
  const missed: string[] = [];
  const late: string[] = [];
  const faults: string[] = [];
  let duplicates = 0;
  for (const watch of watched) {
    const failed = findAlerts(watch.container, told);
    const begun = findLiveMessages(watch.container, told);
    const [alert] = failed;
    if (alert === undefined) missed.push(watch.container);
    else {
      const overdue = alert.at - findLimit(watch.container, evidence);
      if (overdue > 0) late.push(`${watch.container}, by ${Math.round(overdue)} ms`);
    }
    const most = evidence.outcome.isGraceful ? 0 : countTakeovers(watch.workspace.partition, evidence);
    for (const repeats of [failed.length - 1, begun.length - watch.asked]) {
      duplicates += Math.max(0, repeats);
      if (repeats > most) faults.push(`${watch.container} was told ${repeats} times too often`);
    }
  }
  return { alerts: watched.length, missed, late, duplicates, faults: [...faults, ...findStale(evidence)] };
}

/** The alerts on a container, each as it first told of it; several may share a message. */
export function findAlerts(container: string, told: readonly Told[]): Told[] {
  return findMessages(container, told, false).filter(({ text }) => /failed/i.test(text));
}

function findLiveMessages(container: string, told: readonly Told[]): Told[] {
  return findMessages(container, told, true);
}

function findMessages(container: string, told: readonly Told[], isLive: boolean): Told[] {
  const messages = Map.groupBy(told, ({ message }) => message);
  return [...messages.values()].flatMap((versions) => {
    const first = versions.find(({ text }) => text.includes(container));
    return first === undefined || LIVE.test(versions[0]?.text ?? '') !== isLive ? [] : [first];
  });
}

/** When an alert has to be there. */
function findLimit(container: string, { failedAt, outcome }: Evidence): number {
  const usual = (failedAt.get(container) ?? 0) + USUAL_DELAY;
  const after = outcome.disturbances.map(({ at, over }) => (at <= usual ? over + FAILOVER : 0));
  return Math.max(usual, ...after);
}

/** How often a partition has got an owner since the fault was injected. */
function countTakeovers(partition: number, { changes, outcome }: Evidence): number {
  const [{ at } = { at: 0 }] = outcome.disturbances;
  return changes.filter((each) => each.partition === partition && each.isOwner && each.at > at).length;
}

/** What a former owner said after another one had taken over. */
function findStale({ watched, told, changes, outcome }: Evidence): string[] {
  const partitions = new Map(watched.map(({ container, workspace }) => [container, workspace.partition]));
  return told.flatMap(({ text, at, replica }) => {
    const [container = ''] = /179\d{14}/.exec(text) ?? [];
    const partition = partitions.get(container);
    const owning = changes.filter((change) => change.partition === partition && change.isOwner);
    const last = owning.findLast((change) => change.at < at);
    const begins = owning.some(
      (change) => change.replica === replica && Math.abs(change.at - at) < BEFORE_SAID && change.at >= at,
    );
    if (replica === undefined || last === undefined || last.replica === replica || begins) return [];
    const { resumedAt = Number.NEGATIVE_INFINITY } = outcome;
    if (at >= resumedAt && at - resumedAt < ON_ITS_WAY) return [];
    return [
      `replica ${replica} told of ${container} ${Math.round(at - last.at)} ms after replica ${last.replica} took partition ${partition} over`,
    ];
  });
}
