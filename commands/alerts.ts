import type { Account } from '../src/accounts/accounts.ts';
import type { Card } from '../src/messages/card.ts';
import type { ChannelChoices } from '../src/messages/channelChoices.ts';
import { alertSelects } from '../src/messages/replies/alertSelects.ts';
import { alertSettings, explainZone } from '../src/messages/replies/alertSettings.ts';
import { type QuotaAlertsFacts, quotaAlertsState } from '../src/messages/replies/quotaAlertsState.ts';
import { describeChoices } from '../src/messages/settingsWords.ts';
import { type Text, text } from '../src/messages/text.ts';
import { toPlainWord } from '../src/plainText.ts';
import { choiceOptions, hasChoices, type ReadChoices, readChoices } from './alertChoices.ts';
import { checkManager } from './checkManager.ts';
import { type CommandContext, defineCommand } from './command.ts';
import { accountOption, readAccount, readThresholds } from './options.ts';
import { readQuotas } from './readQuotas.ts';
import { quoteBriefly, UserError } from './userError.ts';

type State = 'on' | 'off' | 'show';

export const alerts = defineCommand({
  name: 'alerts',
  description: 'Quota alerts on or off, and how alerts are posted here; only managers change it',
  who: 'anyone',
  reach: 'typed',
  posts: true,
  pages: false,
  asksThreads: true,
  options: {
    state: {
      description: 'Turn quota alerts on or off, or show how all of it stands',
      choices: ['on', 'off', 'show'],
    },
    thresholds: { description: 'Per cents of a total, like 80,95,100', takes: 'words' },
    account: accountOption,
    ...choiceOptions,
  },
  positional: ['state', 'thresholds'],
  example: 'alerts on thresholds:80,95,100 mention:@team quiet:22:00-07:00 remind:30m',
  async run(args, context) {
    const { person } = context;
    const state = readState(args.state ?? (args.thresholds === undefined ? undefined : 'on'));
    const hasChanges = hasChoices(args);
    if (hasChanges || (state !== 'show' && state !== undefined))
      checkManager('alerts', person, 'changing alerts');
    const account = readAccount(args.account, context);
    const thresholds =
      args.thresholds === undefined
        ? undefined
        : readThresholds(args.thresholds, (typed) =>
            context.lineWith({ state: state ?? 'on', thresholds: typed }),
          );
    const choices = hasChanges ? await readChoices(args, context) : undefined;
    const card = await answer(state, account, { thresholds, choices }, context);
    return person.isManager ? withSelects(card, account, context) : card;
  },
});

function answer(
  state: State | undefined,
  account: Account,
  { thresholds, choices }: { thresholds: readonly number[] | undefined; choices: ReadChoices | undefined },
  context: CommandContext,
): Promise<Card> {
  switch (state) {
    case 'on':
      return turnOn(account, thresholds ?? context.services.defaultThresholds, choices, context);
    case 'off':
      return turnOff(account, choices, context);
    default:
      return showOrChange(account, choices, context);
  }
}

/** Whoever may change the settings chooses them under the answer. */
async function withSelects(card: Card, { name: account }: Account, context: CommandContext): Promise<Card> {
  const { accounts, channel, services } = context;
  const subscription = await services.quotaAlerts.get(channel, account);
  const settings = alertSelects({
    account,
    accounts: accounts.map(({ name }) => name),
    thresholds: subscription?.thresholds,
    choices: services.alertSettings.of(channel),
  });
  return { ...card, settings };
}

/** @returns `undefined` where none is typed @throws UserError */
function readState(typed: string | undefined): State | undefined {
  const state = typed === undefined ? undefined : toPlainWord(typed);
  if (state === undefined || state === 'on' || state === 'off' || state === 'show') return state;
  throw new UserError(text`${quoteBriefly(typed ?? '')} is neither on, off nor show.`, 'alerts on');
}

/** Everything that `alerts show` tells of a channel. */
export interface AlertsState {
  readonly quotas: Omit<QuotaAlertsFacts, 'action'>;
  readonly choices: ChannelChoices;
}

/** How the alerts of a channel stand, from what is known already. */
export async function readAlertsState(account: Account, context: CommandContext): Promise<AlertsState> {
  const { channel, now, services } = context;
  const subscription = await services.quotaAlerts.get(channel, account.name);
  const unreadable = services.quotaPoller.failureOf(account.name);
  const last = services.quotaReader.lastReadingOf(account.name);
  return {
    quotas: {
      ...nameAccount(account, context),
      thresholds: subscription?.thresholds,
      unreadable,
      snoozes: services.snoozeService.activeIn(channel, now),
      ...(last && !unreadable && { outcome: { kind: 'read', reading: last.reading } }),
    },
    choices: services.alertSettings.of(channel),
  };
}

/** The account; and whether a line that leaves it out is about another one. */
function nameAccount(
  { name }: Account,
  { accounts }: CommandContext,
): Pick<QuotaAlertsFacts, 'account' | 'isNamed'> {
  return { account: name, isNamed: accounts.length > 1 };
}

async function turnOn(
  account: Account,
  thresholds: readonly number[],
  choices: ReadChoices | undefined,
  context: CommandContext,
): Promise<Card> {
  const { channel, person, now, services } = context;
  await services.quotaAlerts.turnOn(channel, account.name, person.id, thresholds, now);
  const lines = await showChange(account, thresholds, choices, context);
  const outcome = await readQuotas(account, context);
  // The reading may have ended before this channel subscribed.
  if (outcome.kind === 'read') await services.quotaAlerts.applyReading(account.name, outcome.reading, now);
  const facts = { ...nameAccount(account, context), thresholds, outcome };
  return addLines(quotaAlertsState({ action: 'on', ...facts }), lines);
}

async function turnOff(
  account: Account,
  choices: ReadChoices | undefined,
  context: CommandContext,
): Promise<Card> {
  const { channel, now, services } = context;
  const before = await services.quotaAlerts.turnOff(channel, account.name, now);
  const isChanged = before !== undefined || choices !== undefined;
  const lines = isChanged ? await showChange(account, undefined, choices, context) : [];
  const card = quotaAlertsState({ action: 'off', ...nameAccount(account, context), thresholds: undefined });
  return addLines(card, lines);
}

async function showOrChange(
  account: Account,
  choices: ReadChoices | undefined,
  context: CommandContext,
): Promise<Card> {
  const { channel, person, now, services } = context;
  if (choices === undefined) {
    const state = await readAlertsState(account, context);
    return addLines(quotaAlertsState({ action: 'show', ...state.quotas }), describeChoices(state.choices));
  }
  const { changed, isZoneGuessed } = choices;
  const chosen = await services.alertSettings.change({ channel, by: person.id, changed }, now);
  return alertSettings(chosen, isZoneGuessed);
}

/** Shows in the channel what was turned on or off, and what else was changed. @returns lines for the answer */
async function showChange(
  { name: account }: Account,
  thresholds: readonly number[] | undefined,
  choices: ReadChoices | undefined,
  { channel, person, now, services }: CommandContext,
): Promise<Text[]> {
  if (choices === undefined) {
    await services.quotaAlerts.notifyChanged(channel, account, person.id, thresholds, now);
    return [];
  }
  const { changed, isZoneGuessed } = choices;
  const quotas = { account, ...(thresholds && { thresholds: [...thresholds] }) };
  const chosen = await services.alertSettings.change({ channel, by: person.id, changed, quotas }, now);
  return [...describeChoices(chosen), ...(isZoneGuessed ? explainZone(chosen) : [])];
}

function addLines(card: Card, lines: readonly Text[]): Card {
  return { ...card, body: [...card.body, ...lines] };
}
