import { callFailed } from '../src/messages/replies/callFailed.ts';
import { quotaReport } from '../src/messages/replies/quotaReport.ts';
import { quotaSlow } from '../src/messages/replies/quotaSlow.ts';
import { quotaUnreadable } from '../src/messages/replies/quotaUnreadable.ts';
import { isRateLimit } from '../src/threads/errors.ts';
import { defineCommand } from './command.ts';
import { accountOption, readAccount } from './options.ts';
import { readQuotas } from './readQuotas.ts';

export const quota = defineCommand({
  name: 'quota',
  description: 'How much of the four quotas is used',
  who: 'anyone',
  reach: 'typed',
  posts: false,
  pages: false,
  asksThreads: true,
  options: { account: accountOption },
  positional: ['account'],
  example: 'quota',
  async run(args, context) {
    const account = readAccount(args.account, context);
    const { services, now } = context;
    const outcome = await readQuotas(account, context);
    if (outcome.kind === 'read') {
      const remedy = services.remedyOf(account.name, { kind: 'permission' }, now);
      return quotaReport(account.name, outcome.reading, remedy);
    }
    if (outcome.kind === 'slow') return quotaSlow(account.name, outcome.last);
    const { error, remedy } = outcome;
    const outage = services.health.of(account.name);
    // A failed reading asks for the account itself, so where that has no outage, only its quotas fail.
    if (outage === undefined && !isRateLimit(error.kind)) {
      const incident = services.quotaPoller.failureOf(account.name);
      return quotaUnreadable(account.name, { since: incident?.since, last: incident?.last, error });
    }
    return callFailed({ account: account.name, error, remedy, outage });
  },
});
