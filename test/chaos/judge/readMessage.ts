import type { ToldMessage } from '../chaosChat.ts';

/** What a message tells of a container. */
export type AlertKind =
  | 'failed'
  | 'expired'
  | 'over'
  | 'unfinished'
  | 'not-found'
  | 'refused'
  | 'delayed'
  | 'unpublished'
  | 'expiring'
  | 'unreadable';

/** How each alert begins; these words are the judge's own, and no part of the product is asked for them. */
const BEGINNINGS: readonly (readonly [AlertKind, RegExp])[] = [
  ['failed', /^❌/u],
  ['over', /^⌛.*most likely expired/u],
  ['expired', /^⌛.* expired: /u],
  ['unfinished', /^⌛/u],
  ['not-found', /^❔/u],
  ['refused', /^🚫/u],
  ['delayed', /^🐢/u],
  ['unpublished', /^🟢/u],
  ['expiring', /^⏰/u],
  ['unreadable', /^⚠️.*can't be checked/u],
];

const ID = /\b179\d{14}\b/g;

/** One container in one message. */
export interface ContainerTelling {
  readonly kind: AlertKind;
  readonly id: string;
  /** When the message began to tell it, ms after the start. */
  readonly at: number;
  readonly message: ToldMessage;
  /** Whether the message told it before, and was edited so soon after that another alert may have joined it. */
  readonly isAgain: boolean;
}

/** Alerts join a message for so long, ms. It names each container once, however many of them are about it. */
const JOINED_WITHIN = 10_000;

/** What a channel's messages tell of containers, live messages left out; by time. */
export function readTellings(messages: readonly ToldMessage[]): ContainerTelling[] {
  return messages
    .flatMap((message) => {
      const kind = isLive(message) ? undefined : kindOf(message.first);
      if (kind === undefined) return [];
      const named = new Map<string, number>();
      return message.versions.flatMap(({ at, words }) => {
        const ids = [...Map.groupBy(words.matchAll(ID), ([id]) => id).keys()];
        const isSoon = at - message.at <= JOINED_WITHIN;
        return ids.flatMap((id) => {
          const [before, now] = [named.get(id) ?? 0, countAlerts(words, id)];
          named.set(id, Math.max(before, now));
          const isAgain = now <= before;
          return isAgain && !isSoon ? [] : { kind, id, at, message, isAgain };
        });
      });
    })
    .sort((a, b) => a.at - b.at);
}

/** A message that tells of two alerts about one container names it twice in its list. */
function countAlerts(words: string, id: string): number {
  const listed = words.split('\n').filter((line) => line.startsWith('  •'));
  return Math.max(1, listed.join().split(id).length - 1);
}

export function headOf(words: string): string {
  return words.split('\n')[0] ?? '';
}

/** What a message says about a container: a line of its own, or all of a message about that one alone. */
export function lineOf(words: string, id: string): string {
  const lines = words.split('\n');
  const isAlone = new Set(words.match(ID)).size === 1;
  return (isAlone ? lines.join(' ') : lines.find((line) => line.includes(id))) ?? '';
}

export function isLive({ first }: ToldMessage): boolean {
  return /^👀/u.test(first) || first.includes('Watch ended');
}

function kindOf(words: string): AlertKind | undefined {
  const head = headOf(words);
  return BEGINNINGS.find(([, beginning]) => beginning.test(head))?.[0];
}
