import { disconnected } from '../src/messages/replies/disconnected.ts';
import { text } from '../src/messages/text.ts';
import { defineCommand } from './command.ts';
import { readAccount } from './options.ts';
import { UserError } from './userError.ts';

export const disconnect = defineCommand({
  name: 'disconnect',
  description: "Delete a connected account's token, and all that is watched of it",
  who: 'manager',
  reach: 'typed',
  posts: false,
  pages: false,
  asksThreads: false,
  options: { account: { description: 'The Threads account', required: true, completes: 'accounts' } },
  positional: ['account'],
  example: 'disconnect shop',
  async run(args, context) {
    const { services, person, channel } = context;
    const { name } = readAccount(args.account, context);
    const deleted = await services.disconnectService.disconnect(name, person.id, channel);
    if (deleted === undefined)
      throw new UserError(
        text`${name} is set in the configuration. The operator removes it: take it out of THREADS_ACCOUNTS or THREADS_ACCESS_TOKEN, and restart Threadwatch.`,
        'unwatch all',
        text`to end what this channel watches.`,
      );
    return disconnected({ ...deleted, canConnect: services.connectService.canConnect });
  },
});
