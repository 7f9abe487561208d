import { groupList } from '../src/messages/replies/groupList.ts';
import { text } from '../src/messages/text.ts';
import { defineCommand } from './command.ts';
import { UserError } from './userError.ts';

export const more = defineCommand({
  name: 'more',
  description: 'All that a message of alerts tells of',
  who: 'anyone',
  reach: 'button',
  posts: false,
  pages: true,
  options: { group: { description: 'The message', required: true } },
  positional: [],
  example: 'watches',
  async run(args, { services, channel }) {
    const alerts = await services.notificationGroups.membersIn(channel, args.group);
    if (alerts.length === 0)
      throw new UserError(
        text`What that message tells of is kept for a day, and that is over.`,
        'status 17900000000000001',
        text`with the id of the container that you want to know about.`,
      );
    return groupList(alerts);
  },
});
