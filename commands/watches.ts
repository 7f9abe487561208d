import { watchList } from '../src/messages/replies/watchList.ts';
import { defineCommand } from './command.ts';
import { accountOption, readAccount } from './options.ts';

export const watches = defineCommand({
  name: 'watches',
  description: "This channel's list: status, next check, time left, snoozes",
  who: 'anyone',
  reach: 'typed',
  posts: false,
  pages: true,
  asksThreads: false,
  emptyLine: 'follows',
  options: { account: { ...accountOption, description: 'Only the watches of this account' } },
  positional: ['account'],
  example: 'watches',
  async run(args, context) {
    const account = args.account === undefined ? undefined : readAccount(args.account, context);
    const { services, channel, now } = context;
    const listed = await services.watchStore.inChannel(channel);
    const wanted = listed.filter((watch) => account === undefined || watch.account === account.name);
    const accountsDown = new Set(
      wanted.map((watch) => watch.account).filter((name) => services.health.outageOf(name)),
    );
    const snoozes = services.snoozeService
      .activeIn(channel, now)
      .filter((each) => account === undefined || each.account === undefined || each.account === account.name);
    return watchList({ watches: wanted, account: account?.name, channel, accountsDown, snoozes });
  },
});
