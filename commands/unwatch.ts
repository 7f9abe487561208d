import { unwatched } from '../src/messages/replies/unwatched.ts';
import { text } from '../src/messages/text.ts';
import { toPlainWord } from '../src/plainText.ts';
import { type CommandContext, defineCommand } from './command.ts';
import { accountOption, containersOption, readAccount, readContainers } from './options.ts';
import { UserError } from './userError.ts';

const MOST_CONTAINERS = 200;

export const unwatch = defineCommand({
  name: 'unwatch',
  description: 'Stop watching containers in this channel',
  who: 'anyone',
  reach: 'typed',
  posts: false,
  pages: false,
  asksThreads: false,
  options: {
    container: {
      ...containersOption,
      description: 'Container ids, or all',
      takesAll: true,
      completes: 'watches',
    },
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
    const isAll = toPlainWord(args.container) === 'all';
    const named = isAll
      ? undefined
      : new Set(readContainers(args.container, 'unwatch', { most: MOST_CONTAINERS }));
    const wanted = ofAccount.filter((watch) => named === undefined || named.has(watch.container));
    if (wanted.length === 0) throw nothingToDrop(named, watches.length, account?.name);
    return unwatched(
      await dropEach(wanted, context),
      context.services.watchStore.countInChannel(context.channel),
    );
  },
});

function nothingToDrop(
  named: ReadonlySet<string> | undefined,
  watched: number,
  account: string | undefined,
): UserError {
  if (watched === 0)
    return new UserError(text`This channel watches nothing.`, 'watch 17900000000000001', text`to begin.`);
  if (named === undefined && account !== undefined)
    return new UserError(
      text`This channel watches nothing of ${account}.`,
      'watches',
      text`to see what it does.`,
    );
  const what = named?.size === 1 ? `${[...named][0]} is` : 'Those are';
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
