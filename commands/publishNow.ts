import type { Card } from '../src/messages/card.ts';
import { publishingSlow } from '../src/messages/replies/publishing.ts';
import type { Pressed, PublishRequest } from '../src/publishing/publisher.ts';
import { findSubscriber } from '../src/watches/findSubscriber.ts';
import { type CommandContext, defineCommand } from './command.ts';
import { describePublication } from './describePublication.ts';
import { findWatch } from './lookUpContainer.ts';
import { accountOption, containerOption, readAccount } from './options.ts';
import { askToPublish } from './publish.ts';
import { readQuestion } from './publishQuestions.ts';
import { readContainer } from './readContainers.ts';
import { explainWatchLimit } from './watchLimit.ts';

const OPTIONS = {
  container: containerOption,
  account: accountOption,
  q: { description: 'The question that is confirmed' },
} as const;

/** Every fact that the two buttons share. */
const CONFIRMATION = {
  who: 'publisher',
  reach: 'button',
  posts: true,
  pages: false,
  asksThreads: true,
  whileRunning: ({ container = '' }) => publishingSlow(container),
  options: OPTIONS,
  positional: [],
  example: 'publish 17900000000000001',
} as const satisfies Partial<Parameters<typeof defineCommand>[0]>;

interface Args {
  readonly container: string;
  readonly account: string | undefined;
  readonly q: string | undefined;
}

export const publishNow = defineCommand({
  ...CONFIRMATION,
  name: 'publish-now',
  description: 'Publish the container that was asked about',
  run: (args, context) => press(args, context, (request) => context.services.publisher.publish(request)),
});

export const publishSoon = defineCommand({
  ...CONFIRMATION,
  name: 'publish-soon',
  description: 'Publish the container that was asked about once it is ready',
  run: (args, context) =>
    press(args, context, (request) => {
      const { account, container, channel, by, note } = request;
      const watch = { account, channel, by, containers: [container], age: 0, note };
      const { publisher, watchService } = context.services;
      return publisher.publishWhenReady(request, () =>
        watchService.begin(watch, context.now).catch(explainWatchLimit),
      );
    }),
});

/** Whatever the button says is looked up again: the account, the container, and when the question was asked. */
async function press(
  args: Args,
  context: CommandContext,
  publish: (request: PublishRequest) => Promise<Pressed>,
): Promise<Card> {
  const { channel, person, now } = context;
  const container = readContainer(args.container, 'publish', (id) => `publish ${id}`);
  const account = readAccount(args.account, context, (name) => `publish ${container} account:${name}`);
  const askedAt = readQuestion(args.q, now);
  const askAnew = () => askToPublish({ container, account, named: account, isAnew: true }, context);
  if (args.q === undefined || askedAt === undefined) return askAnew();
  // The watch may have moved to the account that owns the container.
  const watch =
    (await findWatch(container, account, context)) ?? (await findWatch(container, undefined, context));
  const note = findSubscriber(watch, channel)?.note;
  const request = { account: watch?.account ?? account.name, container, note, channel, by: person.id };
  const pressed = await publish({ ...request, question: args.q, askedAt });
  return pressed.kind === 'told' ? describePublication(pressed.publication, channel) : askAnew();
}
