import { formatDuration, HOUR, MINUTE } from '../../duration.ts';
import { ALERT_KINDS } from '../alertKinds.ts';
import type { Select, SelectChoice, Settings } from '../card.ts';
import type { ChannelChoices } from '../channelChoices.ts';
import { writeClock } from '../settingsWords.ts';

export interface AlertSelectsFacts {
  readonly account: string;
  /** All of the workspace. */
  readonly accounts: readonly string[];
  /** In percent; `undefined` if the quota alerts are off. */
  readonly thresholds: readonly number[] | undefined;
  readonly choices: ChannelChoices;
}

/** What a select offers beside what is chosen already. Anything else can be typed. */
const USUAL_THRESHOLDS = [50, 60, 70, 80, 90, 95, 100];
const USUAL_QUIET = ['20:00-08:00', '22:00-07:00', '23:00-06:00', '18:00-09:00'];
const USUAL_REMINDERS = [15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR];

const MOST_THRESHOLDS = 10;
/** Of a select in Discord. */
const MOST_ACCOUNTS = 25;

/** The alert settings of a channel, to be chosen. */
export function alertSelects({ account, accounts, thresholds, choices }: AlertSelectsFacts): Settings {
  const { quiet, remind, mention, silent, muted } = choices;
  const select = (facts: Omit<Select, 'command' | 'most'> & { readonly most?: number }): Select => ({
    command: 'alerts',
    most: 1,
    ...facts,
    args: { account, ...facts.args },
  });
  const ofAccount = accounts.length > 1 ? ` account:${account}` : '';
  const hours = quiet && `${writeClock(quiet.from)}-${writeClock(quiet.to)}`;
  return {
    again: { command: 'alerts', args: { state: 'show', account } },
    selects: [
      ...describeAccounts(account, accounts),
      select({
        label: 'Quota alerts',
        option: 'state',
        args: {},
        from: [choice('on', 'Quota alerts: on'), choice('off', 'Quota alerts: off')],
        chosen: [thresholds === undefined ? 'off' : 'on'],
        typed: `alerts ${thresholds === undefined ? 'on' : 'off'}${ofAccount}`,
      }),
      select(describeThresholds(thresholds, ofAccount)),
      select({
        label: 'Mention for bad news',
        option: 'mention',
        args: { mention: 'none' },
        from: 'callable',
        chosen: [],
        called: mention,
        typed: 'alerts mention:@team',
      }),
      select({
        label: 'Quiet hours',
        option: 'quiet',
        args: {},
        from: [
          choice('off', 'Quiet hours: off'),
          ...withChosen(USUAL_QUIET, hours).map((each) =>
            choice(each, `Quiet hours: ${each.replace('-', ' to ')}`),
          ),
        ],
        chosen: [hours ?? 'off'],
        typed: 'alerts quiet:22:00-07:00',
      }),
      select({
        label: 'Reminder',
        option: 'remind',
        args: {},
        from: [
          choice('off', 'Reminder: off'),
          ...withChosen(USUAL_REMINDERS, remind?.after)
            .toSorted((a, b) => a - b)
            .map((after) => choice(writeMinutes(after), `Reminder: after ${formatDuration(after)}`)),
        ],
        chosen: [remind === undefined ? 'off' : writeMinutes(remind.after)],
        typed: 'alerts remind:30m',
      }),
      select(describeKinds('silent', 'Without a sound', silent)),
      select(describeKinds('mute', 'Not posted', muted)),
    ],
  };
}

function describeAccounts(account: string, accounts: readonly string[]): Select[] {
  if (accounts.length < 2 || accounts.length > MOST_ACCOUNTS) return [];
  return [
    {
      label: 'Account',
      command: 'alerts',
      option: 'account',
      args: { state: 'show' },
      from: accounts.map((name) => choice(name, `Account: ${name}`)),
      chosen: [account],
      most: 1,
      typed: `alerts show account:${accounts.find((name) => name !== account) ?? account}`,
    },
  ];
}

/** Choosing thresholds turns the alerts on. */
function describeThresholds(thresholds: readonly number[] = [], ofAccount: string) {
  const all = [...new Set([...USUAL_THRESHOLDS, ...thresholds])].sort((a, b) => a - b);
  return {
    label: 'Thresholds',
    option: 'thresholds',
    args: { state: 'on' },
    from: all.map((percent) => choice(String(percent), `Quota alert at ${percent} %`)),
    chosen: thresholds.map(String),
    most: MOST_THRESHOLDS,
    typed: `alerts on thresholds:${thresholds.length === 0 ? '80,95,100' : thresholds.join(',')}${ofAccount}`,
  };
}

function describeKinds(option: 'silent' | 'mute', label: string, kinds: ChannelChoices['silent'] = []) {
  return {
    label,
    option,
    args: { [option]: 'none' },
    from: ALERT_KINDS.map((kind) => choice(kind, `${label}: ${kind}`)),
    chosen: kinds,
    most: ALERT_KINDS.length,
    typed: `alerts ${option}:${kinds.length === 0 ? 'delays' : 'none'}`,
  };
}

function choice(value: string, label: string): SelectChoice {
  return { value, label };
}

function withChosen<T>(usual: readonly T[], chosen: T | undefined): T[] {
  return [...new Set([...usual, ...(chosen === undefined ? [] : [chosen])])];
}

function writeMinutes(duration: number): string {
  return `${Math.round(duration / MINUTE)}m`;
}
