import { connectLink, connectUnset } from '../src/messages/replies/connectLink.ts';
import { defineCommand } from './command.ts';
import { readAccount } from './options.ts';

export const connect = defineCommand({
  name: 'connect',
  description: 'Connect a Threads account to this workspace, or one anew',
  who: 'manager',
  reach: 'typed',
  posts: false,
  pages: false,
  asksThreads: false,
  options: {
    account: { description: 'The account to connect anew; without it, a new one', completes: 'accounts' },
  },
  positional: ['account'],
  example: 'connect',
  async run(args, context) {
    const { channel, channelName, person, services } = context;
    const account = args.account === undefined ? undefined : readAccount(args.account, context).name;
    const invitation = await services.connectService.createLink({
      channel,
      channelName,
      person: person.id,
      account,
    });
    return invitation === undefined
      ? connectUnset(services.connectService.missing)
      : connectLink({ ...invitation, account });
  },
});
