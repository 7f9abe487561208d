import { SlackDouble } from '../../chat/slack/double/slackDouble.ts';
import { BotProcess } from '../../support/botProcess.ts';
import { findFreePort } from '../../support/findFreePort.ts';
import { Child } from '../support/child.ts';
import { seedWatches } from '../support/seedWatches.ts';
import { readStartFlags } from '../support/startFlags.ts';
import { TemporaryFolder } from '../support/temporaryFolder.ts';
import { ThreadsServer } from '../support/threadsServer.ts';
import { commandOf, personOf, type Rig } from './rig.ts';
import { createStorm, PER_MESSAGE, STORM_CHANNELS, stormStatusOf } from './storm.ts';

type Mode = 'http' | 'socket';

/** Starts Threadwatch as a separate process, during an alert storm. */
export async function openSlack(mode: Mode): Promise<Rig> {
  const stack = new AsyncDisposableStack();
  const { slack, port } = await startDouble(mode, stack);
  const threads = stack.use(await ThreadsServer.start({ statusOf: stormStatusOf }));
  const storeUrl = `sqlite:${stack.use(new TemporaryFolder()).file('store.db')}`;
  const channels = Array.from(
    { length: STORM_CHANNELS },
    (_, index) => ({ platform: 'slack', workspace: slack.team, id: `C0STORM${index}` }) as const,
  );
  const messages = await seedWatches(storeUrl, createStorm(channels, Date.now()), PER_MESSAGE);
  for (const { channel, messageId } of messages)
    slack.messages.push({ team: slack.team, channel: channel.id, ts: messageId, texts: [''], blocks: [] });
  const bot = stack.use(
    new BotProcess({
      ...slack.environment,
      SLACK_PORT: String(port),
      THREADS_API_URL: threads.url,
      STORE_URL: storeUrl,
      ...readStartFlags(),
    }),
  );
  bot.start();
  await bot.ready();
  return createRig(slack, stack);
}

/** Starts a minimal Bolt app. */
export async function openBareBolt(mode: Mode): Promise<Rig> {
  const stack = new AsyncDisposableStack();
  const { slack, port } = await startDouble(mode, stack);
  const bare = stack.use(
    new Child(new URL('./bareBolt.ts', import.meta.url), { ...slack.environment, PORT: String(port) }),
  );
  await bare.receive();
  return createRig(slack, stack);
}

async function startDouble(mode: Mode, stack: AsyncDisposableStack) {
  const port = await findFreePort();
  const slack = await SlackDouble.start(mode === 'http' ? { botUrl: `http://127.0.0.1:${port}` } : {});
  stack.defer(() => slack.close());
  return { slack, port };
}

function createRig(slack: SlackDouble, stack: AsyncDisposableStack): Rig {
  const at = new Map<number, number>();
  return {
    sendCommand(index) {
      const { command, args } = commandOf(index);
      const sent = slack.command([command, ...Object.values(args)].join(' '), {
        user: `U${personOf(index)}`,
      });
      sent.acknowledged.then(
        () => at.set(index, performance.now()),
        // A command that was not acknowledged is missing in the map.
        () => undefined,
      );
    },
    acknowledged: () => at,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
