import { quotaAlertsState } from '../src/messages/replies/quotaAlertsState.ts';
import { text } from '../src/messages/text.ts';
import { toPlainWord } from '../src/plainText.ts';
import { defineCommand } from './command.ts';
import { accountOption, readAccount, readThresholds } from './options.ts';
import { readQuotas } from './readQuotas.ts';
import { quoteBriefly, UserError } from './userError.ts';

export const alerts = defineCommand({
  name: 'alerts',
  description: "Tell this channel when an account's quotas near their totals",
  who: 'manager',
  reach: 'typed',
  posts: true,
  pages: false,
  asksThreads: true,
  options: {
    state: {
      description: 'Turn them on or off, or show how they stand',
      required: true,
      choices: ['on', 'off', 'show'],
    },
    thresholds: { description: 'Per cents of a total, like 80,95,100', takes: 'words' },
    account: accountOption,
  },
  positional: ['state', 'thresholds'],
  example: 'alerts on thresholds:80,95,100',
  async run(args, context) {
    const { channel, person, now, services } = context;
    const state = toPlainWord(args.state);
    const account = readAccount(args.account, context, (name) => `alerts ${state} account:${name}`);
    const thresholds = args.thresholds === undefined ? undefined : readThresholds(args.thresholds);
    const showState = async (action: 'off' | 'show') => {
      const subscription = await services.quotaAlerts.get(channel, account.name);
      const unreadable = services.quotaPoller.failureOf(account.name);
      const last = services.quotaReader.lastReadingOf(account.name);
      return quotaAlertsState({
        action,
        account: account.name,
        thresholds: subscription?.thresholds,
        unreadable,
        ...(action === 'show' && { snoozes: services.snoozeService.activeIn(channel, now) }),
        ...(action === 'show' && last && !unreadable && { outcome: { kind: 'read', reading: last.reading } }),
      });
    };
    switch (state) {
      case 'on': {
        const wanted = thresholds ?? services.defaultThresholds;
        await services.quotaAlerts.turnOn(channel, account.name, person.id, wanted, now);
        await services.quotaAlerts.notifyChanged(channel, account.name, person.id, wanted, now);
        const outcome = await readQuotas(account, context);
        // The reading may have ended before this channel subscribed.
        if (outcome.kind === 'read')
          await services.quotaAlerts.applyReading(account.name, outcome.reading, now);
        return quotaAlertsState({ action: 'on', account: account.name, thresholds: wanted, outcome });
      }
      case 'off':
        if (await services.quotaAlerts.turnOff(channel, account.name, now))
          await services.quotaAlerts.notifyChanged(channel, account.name, person.id, undefined, now);
        return showState('off');
      case 'show':
        return showState('show');
      default:
        throw new UserError(text`${quoteBriefly(args.state)} is neither on, off nor show.`, 'alerts on');
    }
  },
});
