import type { Account } from '../src/accounts/accounts.ts';
import { findOwningAccount, isOwnershipError } from '../src/accounts/findOwningAccount.ts';
import { channelKey } from '../src/channelRef.ts';
import type { Card } from '../src/messages/card.ts';
import { callFailed } from '../src/messages/replies/callFailed.ts';
import { type ContainerStatusFacts, containerStatus } from '../src/messages/replies/containerStatus.ts';
import { checkContainer } from '../src/polling/checkContainer.ts';
import type { ContainerAnswer } from '../src/threads/containerAnswer.ts';
import { type ErrorDetails, toErrorDetails } from '../src/threads/errorDetails.ts';
import { type Watch, watchKey } from '../src/watches/watch.ts';
import { type CommandContext, defineCommand } from './command.ts';
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
    const candidates = args.account === undefined ? context.accounts : [account];
    const keys = candidates.map(({ name }) => watchKey(name, container));
    const watch = (await context.services.watchStore.getMany(keys)).find((each) => each !== undefined);
    return watch === undefined ? checkUnwatched(container, account, context) : checkWatched(watch, context);
  },
});

type StatusAnswer = Exclude<ContainerAnswer, { kind: 'failing' }>;

/** Checks a container that nobody watches. Where the account can't see it, the workspace's other accounts are tried. */
async function checkUnwatched(container: string, account: Account, context: CommandContext): Promise<Card> {
  const { threads, health } = context.services;
  const outcome = await checkContainer({ threads, health }, account, container, {});
  if (outcome.kind === 'account-error') {
    const { name } = account;
    return describeFailure(name, container, health.outageOf(name)?.error ?? { kind: 'outage' }, context);
  }
  if (outcome.kind === 'failing')
    return describeFailing(account.name, container, toErrorDetails(outcome.error), context);
  const others = context.accounts.filter(
    ({ name }) => name !== account.name && health.of(name) === undefined,
  );
  const owner =
    outcome.kind === 'not-found' && isOwnershipError(outcome.error)
      ? await findOwningAccount(threads, others, container)
      : undefined;
  const state = stateOf(owner?.answer ?? outcome, context.now);
  if (owner === undefined) return containerStatus({ account: account.name, container, state });
  return containerStatus({ account: owner.account.name, container, state, notFoundBy: account.name });
}

function stateOf(answer: StatusAnswer, at: number): ContainerStatusFacts['state'] {
  if (answer.kind !== 'read') return { kind: answer.kind, error: toErrorDetails(answer.error), at };
  const { status, errorMessage } = answer.reading;
  return { kind: 'status', status, errorMessage, at };
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

/** The answer where Threads gave none. An error of the account comes with its outage. */
function describeFailure(
  account: string,
  container: string,
  error: ErrorDetails,
  { services, now }: CommandContext,
): Card {
  const outage = services.health.outageOf(account);
  const remedy = services.remedyOf(account, error, outage?.since ?? now);
  return callFailed({ account, container, error, outage, remedy });
}

/** The answer where Threads fails for a container, though its account can be called. */
function describeFailing(
  account: string,
  container: string,
  error: ErrorDetails,
  { services, now }: CommandContext,
): Card {
  const isAlone = services.health.ofObjects(account) === undefined;
  return callFailed({ account, container, error, remedy: services.remedyOf(account, error, now), isAlone });
}
