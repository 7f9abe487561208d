import type { ErrorDetails } from '../../threads/errorDetails.ts';
import { explainError } from '../../threads/explanations.ts';
import type { ContainerState } from '../../watches/watch.ts';
import type { Card } from '../card.ts';
import { describeState } from '../containerWords.ts';
import { code, command, type Text, text, time } from '../text.ts';

export interface WatchBegunFacts {
  /** The account that was asked for. */
  readonly account: string;
  readonly begun: readonly {
    /** The account that sees it, and that it is watched for. */
    readonly account: string;
    readonly container: string;
    readonly createdAt: number;
    readonly state: ContainerState;
    /** `undefined` where the watch has ended with the first check. */
    readonly nextCheckAt: number | undefined;
    readonly already: boolean;
  }[];
  /** Why nothing of the account can be seen at present, where that is so. */
  readonly outage: { readonly error: ErrorDetails; readonly nextProbeAt: number } | undefined;
  /** Until when the channel is snoozed, where it is. */
  readonly snoozedUntil: number | undefined;
}

const NAMES = new Intl.ListFormat('en-GB');

/** The answer to `watch`: how each container stands, when it is checked next, what will be told. */
export function watchStarted({ account, begun, outage, snoozedUntil }: WatchBegunFacts): Card {
  const open = begun.filter(({ nextCheckAt }) => nextCheckAt !== undefined).length;
  const what =
    begun.length === 1
      ? 'a container'
      : open < begun.length && open > 0
        ? `${open} of ${begun.length} containers`
        : `${begun.length} containers`;
  const of = NAMES.format([...new Set(begun.map((each) => each.account))]);
  return {
    tone: open > 0 ? 'waiting' : 'neutral',
    title:
      open > 0
        ? text`👀 This channel watches ${what} of ${of}`
        : text`☑️ Nothing is left to watch of ${what} of ${of}`,
    body: [
      ...begun.map((each) => describe(each, account, outage === undefined)),
      ...(outage ? [blindWords(outage)] : []),
      ...(open > 0
        ? [
            text`Failures and expiries are told here in a new message${snoozedUntil === undefined ? '' : text` once the channel's snooze ends, ${time(snoozedUntil)}`}; the live message shows the rest. To stop, type ${command('unwatch all')}`,
          ]
        : []),
    ],
    buttons: [],
  };
}

function describe(begun: WatchBegunFacts['begun'][number], asked: string, showNext: boolean): Text {
  const { account, container, createdAt, state, nextCheckAt, already } = begun;
  const { sign, words } = describeState(state, createdAt);
  const elsewhere =
    account === asked ? '' : `; ${asked} can't see it, ${account} can: it is watched for ${account}`;
  const before = already ? '; this channel watched it already' : elsewhere;
  if (nextCheckAt === undefined) return text`${sign} ${code(container)} ${words}${before}`;
  const next = showNext ? text`; next check ${time(nextCheckAt)}` : text``;
  const patience = state.kind === 'not-found' ? ' yet, which is common in its first seconds' : '';
  return text`${sign} ${code(container)} ${words}${patience}${next}${before}`;
}

function blindWords({ error, nextProbeAt }: NonNullable<WatchBegunFacts['outage']>): Text {
  const { cause, fix } = explainError(error);
  return text`⚠️ No check is possible now: ${cause}. ${fix} The next try is ${time(nextProbeAt)}.`;
}
