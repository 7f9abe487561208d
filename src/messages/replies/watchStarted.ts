import type { Outage } from '../../accounts/outage.ts';
import type { ContainerState } from '../../watches/watch.ts';
import { resumeButton } from '../buttons.ts';
import type { Card } from '../card.ts';
import { describeState } from '../containerWords.ts';
import { explainOutage, explainOutageFix } from '../outageWords.ts';
import type { Remedy } from '../remedy.ts';
import { code, command, type Text, text, time } from '../text.ts';

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
  /** The outage of the account, if there is one. */
  readonly outage:
    | (Pick<Outage, 'error' | 'scope' | 'nextProbeAt'> & { readonly remedy: Remedy })
    | undefined;
  /** Until when the channel is snoozed, if it is; ms since the epoch. */
  readonly snoozedUntil: number | undefined;
}

const NAMES = new Intl.ListFormat('en-GB');

/** The answer to `watch`: the status of each container, its next check, and what the channel will get. */
export function watchStarted({ account, watches, outage, snoozedUntil }: WatchStartedFacts): Card {
  const open = watches.filter(({ nextCheckAt }) => nextCheckAt !== undefined).length;
  const what =
    watches.length === 1
      ? 'a container'
      : open < watches.length && open > 0
        ? `${open} of ${watches.length} containers`
        : `${watches.length} containers`;
  const of = NAMES.format([...new Set(watches.map((each) => each.account))]);
  return {
    tone: open > 0 ? 'waiting' : 'neutral',
    title:
      open > 0
        ? text`👀 This channel watches ${what} of ${of}`
        : text`☑️ Nothing is left to watch of ${what} of ${of}`,
    body: [
      ...watches.map((each) => describe(each, account, outage === undefined)),
      ...(outage ? [describeOutage(account, outage)] : []),
      ...(open > 0
        ? [
            text`Failures and expiries are told here in a new message${snoozedUntil === undefined ? '' : text` once the channel's snooze ends, ${time(snoozedUntil)}`}; the live message shows the rest. To stop, type ${command('unwatch all')}`,
          ]
        : []),
    ],
    buttons: open > 0 && snoozedUntil !== undefined ? [resumeButton({})] : [],
  };
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

function describeOutage(
  account: string,
  { nextProbeAt, remedy, ...outage }: NonNullable<WatchStartedFacts['outage']>,
): Text {
  return text`⚠️ No check is possible now: ${explainOutage(outage)}. ${explainOutageFix(outage, account, remedy)} The next try is ${time(nextProbeAt)}.`;
}
