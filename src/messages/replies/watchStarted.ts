import type { Outage } from '../../accounts/outage.ts';
import type { ContainerState } from '../../watches/watch.ts';
import type { AlertKind } from '../alertKinds.ts';
import { resumeButton } from '../buttons.ts';
import type { Card } from '../card.ts';
import { describeState } from '../containerWords.ts';
import { explainOutage, explainOutageFix } from '../outageWords.ts';
import type { Remedy } from '../remedy.ts';
import { code, command, type Text, text, time } from '../text.ts';

/** What stood beside the ids of a `watch`, and the lines that mend it. */
export interface NotWatched {
  /** Words that are no ids: what is wrong with each, in a whole sentence, and the line with the id that was meant. */
  readonly bad: readonly { readonly problem: Text; readonly line: string | undefined }[];
  /** The count of ids beyond the most that one line takes, and the line with the next of them. */
  readonly rest: number;
  readonly restLine: string | undefined;
  /** The line in which an id is to be filled in. */
  readonly line: string;
}

export interface WatchStartedFacts {
  /** The requested account. */
  readonly account: string;
  readonly watches: readonly {
    /** The account that owns the container; the watch belongs to it. */
    readonly account: string;
    readonly container: string;
    readonly createdAt: number;
    readonly state: ContainerState;
    /** `undefined` if the watch ended with its first check. */
    readonly nextCheckAt: number | undefined;
    readonly already: boolean;
  }[];
  /** What people call them. */
  readonly note?: string | undefined;
  readonly notWatched?: NotWatched | undefined;
  /** The outage of the account, if there is one. */
  readonly outage:
    | (Pick<Outage, 'error' | 'scope' | 'nextProbeAt'> & { readonly remedy: Remedy })
    | undefined;
  /** Until when the channel is snoozed, if it is; ms since the epoch. */
  readonly snoozedUntil: number | undefined;
  /** The kinds of alerts that the channel does not want. */
  readonly muted?: readonly AlertKind[] | undefined;
}

/** So many containers are named in the line that stops them. */
const MOST_STOPPED = 5;
/** More words are counted, and not named. */
const MOST_BAD = 20;

/** The answer to `watch`: what could not be watched, the status of each container, and what the channel will get. */
export function watchStarted(facts: WatchStartedFacts): Card {
  const { account, watches, notWatched, outage, snoozedUntil, muted = [] } = facts;
  const open = watches.filter(({ nextCheckAt }) => nextCheckAt !== undefined).length;
  const accounts = [...new Set(watches.map((each) => each.account))];
  return {
    tone: hasProblem(notWatched) ? 'warning' : open > 0 ? 'waiting' : 'neutral',
    title: writeTitle(facts, open),
    body: [
      ...(notWatched ? describeNotWatched(notWatched) : []),
      ...watches.map((each) => describe(each, account, outage === undefined)),
      ...(outage ? [describeOutage(account, outage)] : []),
      ...(open > 0 ? [describePromise(snoozedUntil, muted)] : []),
    ],
    context: [
      text`${accounts.length === 1 ? 'Account' : 'Accounts'} ${accounts.join(', ')}${open > 0 ? text` · to stop: ${command(writeStop(watches))}` : ''}`,
    ],
    buttons: open > 0 && snoozedUntil !== undefined ? [resumeButton({})] : [],
  };
}

/** A few are named: `all` would stop those of others too. */
function writeStop(watches: WatchStartedFacts['watches']): string {
  const open = watches.filter(({ nextCheckAt }) => nextCheckAt !== undefined);
  return open.length > MOST_STOPPED
    ? 'unwatch all'
    : `unwatch ${open.map(({ container }) => container).join(' ')}`;
}

function hasProblem(notWatched: NotWatched | undefined): boolean {
  return notWatched !== undefined && notWatched.bad.length + notWatched.rest > 0;
}

function writeTitle({ watches, note, notWatched }: WatchStartedFacts, open: number): Text {
  const missed = (notWatched?.bad.length ?? 0) + (notWatched?.rest ?? 0);
  const [only] = watches;
  const called = note === undefined ? undefined : text`“${note}”`;
  const name = called ?? (watches.length === 1 && only ? text`${code(only.container)}` : undefined);
  const posts = watches.length === 1 ? 'one post' : `${watches.length} posts`;
  const what = called && watches.length > 1 ? text`${posts}, ${called}` : (name ?? text`${posts}`);
  const left = missed === 0 ? '' : `; ${missed} left out, see below`;
  if (open === 0) return text`☑️ Nothing left to watch of ${what}${left}`;
  return open < watches.length
    ? text`👀 Watching ${open} of ${what}${left}`
    : text`👀 Watching ${what}${left}`;
}

function describeNotWatched({ bad, rest, restLine, line }: NotWatched): Text[] {
  const named = bad.slice(0, MOST_BAD);
  const hidden = bad.length - named.length;
  return [
    ...named.map((each) =>
      each.line === undefined ? text`⚠️ ${each.problem}` : text`⚠️ ${each.problem} Type ${command(each.line)}`,
    ),
    ...(hidden > 0 ? [text`⚠️ ${hidden} more words aren't container IDs either.`] : []),
    ...(bad.some((each) => each.line === undefined)
      ? [text`Type ${command(line)} with the right ID; what is watched already stays.`]
      : []),
    ...(restLine === undefined
      ? []
      : [text`⚠️ One line takes 20 containers, so ${rest} were left out. Type ${command(restLine)}`]),
  ];
}

function describe(watch: WatchStartedFacts['watches'][number], requested: string, showNext: boolean): Text {
  const { account, container, createdAt, state, nextCheckAt, already } = watch;
  const { sign, words } = describeState(state, createdAt);
  const elsewhere =
    account === requested ? '' : `; ${requested} can't see it, ${account} can: it is watched for ${account}`;
  const before = already ? '; this channel watched it already' : elsewhere;
  if (nextCheckAt === undefined) return text`${sign} ${code(container)} ${words}${before}`;
  const next = showNext ? text`; next check ${time(nextCheckAt)}` : text``;
  const hint = state.kind === 'not-found' ? ' yet, which is common in its first seconds' : '';
  return text`${sign} ${code(container)} ${words}${hint}${next}${before}`;
}

function describePromise(snoozedUntil: number | undefined, muted: readonly AlertKind[]): Text {
  const unwanted = (['failures', 'expiries'] as const).filter((kind) => muted.includes(kind));
  if (unwanted.length > 0)
    return text`This channel gets no alerts about ${unwanted.join(' and ')}: only the live message shows them. To get them, a manager types ${command('alerts mute:none')}`;
  return snoozedUntil === undefined
    ? text`A failure or an expiry is told here in a new message. The live message shows the rest.`
    : text`Alerts are paused here until ${time(snoozedUntil)}. A failure or an expiry is told then; the live message shows the rest at once.`;
}

function describeOutage(
  account: string,
  { nextProbeAt, remedy, ...outage }: NonNullable<WatchStartedFacts['outage']>,
): Text {
  return text`⚠️ No check is possible now: ${explainOutage(outage)}. ${explainOutageFix(outage, account, remedy)} The next try is ${time(nextProbeAt)}.`;
}
