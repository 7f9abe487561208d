import type { Account } from '../src/accounts/accounts.ts';
import { channelKey } from '../src/channelRef.ts';
import type { Card } from '../src/messages/card.ts';
import { containerStatus } from '../src/messages/replies/containerStatus.ts';
import { type Watch, watchKey } from '../src/watches/watch.ts';
import { type CommandContext, defineCommand } from './command.ts';
import { describeFailing, describeFailure, describeLookedUp } from './describeFailure.ts';
import { findWatch, lookUpContainer } from './lookUpContainer.ts';
import { accountOption, containerOption, readAccount } from './options.ts';
import { readContainer } from './readContainers.ts';

export const status = defineCommand({
  name: 'status',
  description: 'What has become of a media container',
  who: 'anyone',
  reach: 'typed',
  posts: false,
  pages: false,
  asksThreads: true,
  options: { container: containerOption, account: accountOption },
  positional: ['container'],
  example: 'status 17900000000000001',
  async run(args, context) {
    const container = readContainer(args.container, 'status', (id) => context.lineWith({ container: id }));
    const account = readAccount(args.account, context);
    // Where no account is named, the watch may be of any account of the workspace.
    const watch = await findWatch(container, args.account === undefined ? undefined : account, context);
    return watch === undefined ? checkUnwatched(container, account, context) : checkWatched(watch, context);
  },
});

/** Checks a container that nobody watches. Where the account can't see it, the workspace's other accounts are tried. */
async function checkUnwatched(container: string, account: Account, context: CommandContext): Promise<Card> {
  return describeLookedUp(await lookUpContainer(container, account, context), container, context);
}

/** Checks a watched container; the watch takes the result too. A check of the last minute is not repeated. */
async function checkWatched(watch: Watch, context: CommandContext): Promise<Card> {
  const { services, channel } = context;
  const { container } = watch;
  const decision = (await services.poller.checkNow([watch])).get(watchKey(watch.account, container));
  const { account, state, createdAt, nextCheckAt } = decision?.watch ?? watch;
  const outage = services.health.outageOf(account);
  if (outage !== undefined) return describeFailure(account, container, outage.error, context);
  const { failing } = decision?.watch ?? watch;
  if (failing !== undefined) return describeFailing(account, container, failing.error, context);
  if (state.kind === 'unknown') return describeFailure(account, container, { kind: 'outage' }, context);
  const ours = watch.subscribers.find((subscriber) => channelKey(subscriber.channel) === channelKey(channel));
  const isOpen = decision === undefined || !decision.ended;
  return containerStatus({
    account,
    container,
    state,
    createdAt,
    watch: ours && isOpen ? { nextCheckAt, note: ours.note } : undefined,
    notFoundBy: account === watch.account ? undefined : watch.account,
  });
}
