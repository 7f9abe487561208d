import type { Account } from '../src/accounts/accounts.ts';
import { channelKey } from '../src/channelRef.ts';
import type { Card } from '../src/messages/card.ts';
import { containerStatus } from '../src/messages/replies/containerStatus.ts';
import { publishQuestion } from '../src/messages/replies/publishQuestion.ts';
import { hasEnded } from '../src/publishing/publication.ts';
import type { ContainerState, Watch } from '../src/watches/watch.ts';
import { watchKey } from '../src/watches/watch.ts';
import { type CommandContext, defineCommand } from './command.ts';
import { describeFailing, describeFailure, describeLookedUp } from './describeFailure.ts';
import { describePublication } from './describePublication.ts';
import { findWatch, lookUpContainer } from './lookUpContainer.ts';
import { accountOption, containerOption, readAccount } from './options.ts';
import { createQuestion } from './publishQuestions.ts';
import { readContainer } from './readContainers.ts';

export const publish = defineCommand({
  name: 'publish',
  description: 'Publish a media container that is ready; it asks once more before',
  who: 'publisher',
  reach: 'typed',
  posts: false,
  pages: false,
  asksThreads: true,
  options: { container: containerOption, account: accountOption },
  positional: ['container'],
  example: 'publish 17900000000000001',
  async run(args, context) {
    const container = readContainer(args.container, 'publish', (id) => context.lineWith({ container: id }));
    const account = readAccount(args.account, context);
    const named = args.account === undefined ? undefined : account;
    return askToPublish({ container, account, named, isAnew: false }, context);
  },
});

/** What is to be published. */
interface Asked {
  readonly container: string;
  /** The account that is asked where nobody watches the container. */
  readonly account: Account;
  /** The account, where a person named one. */
  readonly named: Account | undefined;
  /** Whether it was asked before, too long ago. */
  readonly isAnew: boolean;
}

/** Asks whether a container is to be published; or says why it can't be, or what has become of it. */
export async function askToPublish(asked: Asked, context: CommandContext): Promise<Card> {
  const { container, account, named } = asked;
  const { services, channel } = context;
  const watch = await findWatch(container, named, context);
  const owner = watch?.account ?? account.name;
  // Whoever asks about one that is awaited makes the check that it waits for.
  if (watch !== undefined && services.publisher.find(owner, container)?.step.kind === 'await-ready')
    await services.poller.checkNow([watch]);
  const known = services.publisher.find(owner, container);
  if (known !== undefined && (!hasEnded(known) || known.outcomes.at(-1)?.kind === 'published'))
    return describePublication(known, channel);
  return watch === undefined ? askAboutUnwatched(asked, context) : askAboutWatched(watch, asked, context);
}

async function askAboutUnwatched(asked: Asked, context: CommandContext): Promise<Card> {
  const { container, account } = asked;
  const found = await lookUpContainer(container, account, context);
  return found.kind === 'state' && canBeAsked(found.state)
    ? ask({ ...asked, account: found.account, state: found.state }, context)
    : describeLookedUp(found, container, context);
}

/** A container that was last seen ready is not checked: the press does that. */
async function askAboutWatched(watch: Watch, asked: Asked, context: CommandContext): Promise<Card> {
  const { services, channel } = context;
  const { container } = watch;
  const isReady = watch.state.kind === 'status' && watch.state.status === 'FINISHED';
  const decisions = isReady ? undefined : await services.poller.checkNow([watch]);
  const decided = decisions?.get(watchKey(watch.account, container))?.watch ?? watch;
  const { account, state, createdAt, failing } = decided;
  const note = watch.subscribers.find((each) => channelKey(each.channel) === channelKey(channel))?.note;
  if (canBeAsked(state)) return ask({ ...asked, account, state, createdAt, note }, context);
  const outage = services.health.outageOf(account);
  if (outage === undefined && failing !== undefined)
    return describeFailing(account, container, failing.error, context);
  if (outage !== undefined || state.kind === 'unknown')
    return describeFailure(account, container, outage?.error ?? { kind: 'outage' }, context);
  return containerStatus({ account, container, state, createdAt });
}

type StatusState = Extract<ContainerState, { kind: 'status' }>;

/** It is ready, or becomes so. */
function canBeAsked(state: ContainerState): state is StatusState {
  return state.kind === 'status' && (state.status === 'FINISHED' || state.status === 'IN_PROGRESS');
}

function ask(
  {
    container,
    account,
    state,
    createdAt,
    note,
    isAnew,
  }: Pick<Asked, 'container' | 'isAnew'> & {
    readonly account: string;
    readonly state: StatusState;
    readonly createdAt?: number;
    readonly note?: string | undefined;
  },
  { services, now }: CommandContext,
): Card {
  const { username } = services.tokenStore.userOf(account);
  const question = createQuestion(now);
  return publishQuestion({ account, username, container, note, state, createdAt, question, isAnew });
}
