import { unwatched } from '../src/messages/replies/unwatched.ts';
import { text } from '../src/messages/text.ts';
import type { CommandContext } from './command.ts';
import { defineCommand } from './command.ts';
import { accountOption, containersOption, readAccount, readContainers } from './options.ts';
import { UserError } from './userError.ts';

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
    const watches = await context.services.watchStore.inChannel(context.channel);
    const account =
      args.account === undefined
        ? undefined
        : readAccount(args.account, context, (name) => `unwatch all account:${name}`);
    const ofAccount = watches.filter((watch) => account === undefined || watch.account === account.name);
    const isAll = args.container.trim().toLowerCase() === 'all';
    const asked = isAll ? undefined : new Set(readContainers(args.container, 'unwatch', MOST));
    const wanted = ofAccount.filter((watch) => asked === undefined || asked.has(watch.container));
    if (wanted.length === 0) throw nothingToDrop(asked, watches.length, account?.name);
    return unwatched(
      await dropEach(wanted, context),
      context.services.watchStore.countInChannel(context.channel),
    );
  },
});

function nothingToDrop(
  asked: ReadonlySet<string> | undefined,
  watched: number,
  account: string | undefined,
): UserError {
  if (watched === 0)
    return new UserError(text`This channel watches nothing.`, 'watch 17900000000000001', text`to begin.`);
  if (asked === undefined && account !== undefined)
    return new UserError(
      text`This channel watches nothing of ${account}.`,
      'watches',
      text`to see what it does.`,
    );
  const what = asked?.size === 1 ? `${[...asked][0]} is` : 'Those are';
  return new UserError(text`${what} not on this channel's list.`, 'watches', text`to see it.`);
}

async function dropEach(
  wanted: readonly { account: string; container: string }[],
  { services, channel, person }: CommandContext,
): Promise<{ account: string; container: string }[]> {
  const dropped: { account: string; container: string }[] = [];
  for (const { account, container } of wanted)
    dropped.push(...(await services.unwatchService.drop(channel, account, [container], person.id)));
  return dropped;
}
