import { text } from '../src/messages/text.ts';
import { unwatched } from '../src/messages/unwatched.ts';
import type { CommandContext } from './command.ts';
import { defineCommand } from './command.ts';
import { accountOption, containersOption, readAccount, readContainers } from './options.ts';
import { PersonError } from './personError.ts';

const MOST = 200;

export const unwatch = defineCommand({
  name: 'unwatch',
  description: 'Stop watching containers in this channel',
  who: 'anyone',
  reach: 'typed',
  posts: false,
  options: {
    container: { ...containersOption, description: 'Container ids, or all' },
    account: accountOption,
  },
  positional: ['container'],
  example: 'unwatch 17900000000000001',
  async run(args, context) {
    const watches = await context.services.book.inChannel(context.place);
    const account =
      args.account === undefined
        ? undefined
        : readAccount(args.account, context, (name) => `unwatch all account:${name}`);
    const ofAccount = watches.filter((watch) => account === undefined || watch.account === account.name);
    const isAll = args.container.trim().toLowerCase() === 'all';
    const asked = isAll ? undefined : new Set(readContainers(args.container, 'unwatch', MOST));
    const wanted = ofAccount.filter((watch) => asked === undefined || asked.has(watch.container));
    if (wanted.length === 0) throw nothingToDrop(asked, watches.length, account?.name);
    return unwatched(await dropEach(wanted, context), context.services.book.countInChannel(context.place));
  },
});

function nothingToDrop(
  asked: ReadonlySet<string> | undefined,
  watched: number,
  account: string | undefined,
): PersonError {
  if (watched === 0)
    return new PersonError(text`This channel watches nothing.`, 'watch 17900000000000001', text`to begin.`);
  if (asked === undefined && account !== undefined)
    return new PersonError(
      text`This channel watches nothing of ${account}.`,
      'watches',
      text`to see what it does.`,
    );
  const what = asked?.size === 1 ? `${[...asked][0]} is` : 'Those are';
  return new PersonError(text`${what} not on this channel's list.`, 'watches', text`to see it.`);
}

async function dropEach(
  wanted: readonly { account: string; container: string }[],
  { services, place, person }: CommandContext,
): Promise<{ account: string; container: string }[]> {
  const dropped: { account: string; container: string }[] = [];
  for (const { account, container } of wanted)
    dropped.push(...(await services.watching.drop(place, account, [container], person.id)));
  return dropped;
}
