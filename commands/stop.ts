import { unwatched } from '../src/messages/replies/unwatched.ts';
import { text } from '../src/messages/text.ts';
import { defineCommand } from './command.ts';
import { UserError } from './userError.ts';

export const stop = defineCommand({
  name: 'stop',
  description: 'Stop watching what a live message shows',
  who: 'anyone',
  reach: 'button',
  posts: false,
  pages: false,
  asksThreads: false,
  options: { live: { description: 'The live message', required: true } },
  positional: [],
  example: 'unwatch all',
  async run(args, { services, channel, person }) {
    const dropped = await services.unwatchService.dropLive(channel, args.live, person.id);
    if (dropped.length === 0)
      throw new UserError(
        text`Nothing of that message is watched any more.`,
        'watches',
        text`to see what is.`,
      );
    return unwatched(dropped, services.watchStore.countInChannel(channel));
  },
});
