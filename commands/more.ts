import { groupList } from '../src/messages/replies/groupList.ts';
import { text } from '../src/messages/text.ts';
import { defineCommand } from './command.ts';
import { UserError } from './userError.ts';

export const more = defineCommand({
  name: 'more',
  description: 'Show all alerts of a message',
  who: 'anyone',
  reach: 'button',
  posts: false,
  pages: true,
  asksThreads: false,
  options: { group: { description: 'The message', required: true, longest: 2_000 } },
  positional: [],
  example: 'watches',
  async run(args, { services, channel }) {
    const alerts = await services.notificationGroups.membersIn(channel, args.group);
    if (alerts.length === 0)
      throw new UserError(
        text`That list was kept for a day, and is gone.`,
        'status 17900000000000001',
        text`with the ID of the container that you want to know about.`,
      );
    return groupList(alerts);
  },
});
