import type { Account } from '../src/accounts.ts';
import { callFailed } from '../src/messages/callFailed.ts';
import type { Card } from '../src/messages/card.ts';
import { type ContainerStatusFacts, containerStatus } from '../src/messages/containerStatus.ts';
import { placeKey } from '../src/place.ts';
import type { LookAnswer } from '../src/watches/decideLook.ts';
import { findSeer, mayBeAnothers } from '../src/watches/seer.ts';
import { takeLook } from '../src/watches/takeLook.ts';
import { troubleOf, type Watch, watchKey } from '../src/watches/watch.ts';
import { type CommandContext, defineCommand } from './command.ts';
import { accountOption, containerOption, readAccount, readContainers } from './options.ts';

export const status = defineCommand({
  name: 'status',
  description: 'What has become of a media container',
  who: 'anyone',
  reach: 'typed',
  posts: false,
  options: { container: containerOption, account: accountOption },
  positional: ['container'],
  example: 'status 17900000000000001',
  async run(args, context) {
    const [container = ''] = readContainers(args.container, 'status', 1);
    const account = readAccount(args.account, context, (name) => `status ${container} account:${name}`);
    // Where no account is named, a watch of any of them is meant.
    const candidates = args.account === undefined ? context.accounts : [account];
    const keys = candidates.map(({ name }) => watchKey(name, container));
    const watch = (await context.services.book.getMany(keys)).find((each) => each !== undefined);
    return watch === undefined ? statusOf(container, account, context) : statusOfWatched(watch, context);
  },
});

/** A look at a container that nobody watches; what one account can't see, the workspace's others are asked for. */
async function statusOf(container: string, account: Account, context: CommandContext): Promise<Card> {
  const { threads, sight } = context.services;
  const outcome = await takeLook(threads, account, container, {});
  if (outcome.kind === 'blind') {
    const { name } = account;
    const trouble = troubleOf(outcome.error);
    return callFailed({ account: name, container, trouble, blindness: sight.of(name) });
  }
  const others = context.accounts.filter(({ name }) => name !== account.name && sight.of(name) === undefined);
  const seer =
    outcome.kind === 'unseen' && mayBeAnothers(outcome.error)
      ? await findSeer(threads, others, container)
      : undefined;
  const state = stateOf(seer?.answer ?? outcome, context.now);
  if (seer === undefined) return containerStatus({ account: account.name, container, state });
  return containerStatus({ account: seer.account.name, container, state, unseenBy: account.name });
}

function stateOf(answer: LookAnswer, at: number): ContainerStatusFacts['state'] {
  if (answer.kind !== 'read') return { kind: answer.kind, trouble: troubleOf(answer.error), at };
  const { status, errorMessage } = answer.reading;
  return { kind: 'status', status, errorMessage, at };
}

/** A look at a watched container serves the watch too; within a minute the last one stands. */
async function statusOfWatched(watch: Watch, { services, place }: CommandContext): Promise<Card> {
  const { container } = watch;
  const decision = (await services.looks.lookNow([watch])).get(watchKey(watch.account, container));
  const { account, state, createdAt, nextLookAt } = decision?.watch ?? watch;
  const blindness = services.sight.of(account);
  if (blindness !== undefined)
    return callFailed({ account, container, trouble: blindness.trouble, blindness });
  if (state.kind === 'unknown') return callFailed({ account, container, trouble: { kind: 'outage' } });
  const isOurs = watch.watchers.some((watcher) => placeKey(watcher.place) === placeKey(place));
  const isOpen = decision === undefined || !decision.ended;
  return containerStatus({
    account,
    container,
    state,
    createdAt,
    watch: isOurs && isOpen ? { nextLookAt } : undefined,
    unseenBy: account === watch.account ? undefined : watch.account,
  });
}
