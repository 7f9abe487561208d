import { MINUTE, parseDuration } from '../src/duration.ts';
import { snoozed } from '../src/messages/replies/snoozed.ts';
import { text } from '../src/messages/text.ts';
import { defineCommand } from './command.ts';
import { readAccount, readContainers } from './options.ts';
import { quoteBriefly, UserError } from './userError.ts';

const LONGEST = 24 * 60 * MINUTE;

export const snooze = defineCommand({
  name: 'snooze',
  description: 'Hear nothing of a container, of the quotas, or at all, for a while',
  who: 'anyone',
  reach: 'button',
  posts: false,
  pages: false,
  asksThreads: false,
  options: {
    account: { description: 'The account; without it, the channel as a whole' },
    container: { description: 'The container; without it, the quotas' },
    for: { description: 'How long', required: true },
  },
  positional: [],
  example: 'watches',
  async run(args, context) {
    const account =
      args.account === undefined ? undefined : readAccount(args.account, context, () => 'watches');
    const [container] =
      account === undefined || args.container === undefined
        ? []
        : readContainers(args.container, 'status', { most: 1 });
    const duration = parseDuration(args.for);
    if (duration === undefined || duration < MINUTE || duration > LONGEST)
      throw new UserError(text`${quoteBriefly(args.for)} is no time to snooze.`, 'watches');
    const { services, channel, person, now } = context;
    const until = now + duration;
    await services.snoozeService.begin({ channel, by: person.id, account: account?.name, container, until });
    return snoozed({ account: account?.name, container, until });
  },
});
