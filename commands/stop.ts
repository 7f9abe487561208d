import { text } from '../src/messages/text.ts';
import { unwatched } from '../src/messages/unwatched.ts';
import { defineCommand } from './command.ts';
import { PersonError } from './personError.ts';

export const stop = defineCommand({
  name: 'stop',
  description: 'Stop watching what a live message shows',
  who: 'anyone',
  reach: 'button',
  posts: false,
  options: { live: { description: 'The live message', required: true } },
  positional: [],
  example: 'unwatch all',
  async run(args, { services, place, person }) {
    const dropped = await services.watching.dropLive(place, args.live, person.id);
    if (dropped.length === 0)
      throw new PersonError(
        text`Nothing of that message is watched any more.`,
        'watches',
        text`to see what is.`,
      );
    return unwatched(dropped, services.book.countInChannel(place));
  },
});
