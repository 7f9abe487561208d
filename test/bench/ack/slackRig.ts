import { SlackDouble } from '../../chat/slack/double/slackDouble.ts';
import { BotProcess } from '../../support/botProcess.ts';
import { findFreePort } from '../../support/findFreePort.ts';
import { Child } from '../support/child.ts';
import { seedWatches } from '../support/seedWatches.ts';
import { readStartFlags } from '../support/startFlags.ts';
import { TemporaryFolder } from '../support/temporaryFolder.ts';
import { ThreadsServer } from '../support/threadsServer.ts';
import { commandOf, type Rig } from './rig.ts';
import { createStorm, PER_MESSAGE, STORM_CHANNELS, showStorm } from './storm.ts';

type Mode = 'http' | 'socket';

/** Threadwatch as a process of its own, in the middle of a storm. */
export async function openSlack(mode: Mode): Promise<Rig> {
  const deferred = new AsyncDisposableStack();
  const { slack, port } = await startDouble(mode, deferred);
  const threads = deferred.use(await ThreadsServer.start({ show: showStorm }));
  const storeUrl = `sqlite:${deferred.use(new TemporaryFolder()).file('store.db')}`;
  const channels = Array.from(
    { length: STORM_CHANNELS },
    (_, index) => ({ platform: 'slack', workspace: slack.team, id: `C0STORM${index}` }) as const,
  );
  const messages = await seedWatches(storeUrl, createStorm(channels, Date.now()), PER_MESSAGE);
  for (const { channel, messageId } of messages)
    slack.messages.push({ channel: channel.id, ts: messageId, texts: [''], blocks: [] });
  const bot = deferred.use(
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
  return createRig(slack, deferred);
}

/** A Bolt app alone, which acknowledges. */
export async function openBareBolt(mode: Mode): Promise<Rig> {
  const deferred = new AsyncDisposableStack();
  const { slack, port } = await startDouble(mode, deferred);
  const bare = deferred.use(
    new Child(new URL('./bareBolt.ts', import.meta.url), { ...slack.environment, PORT: String(port) }),
  );
  await bare.hears();
  return createRig(slack, deferred);
}

async function startDouble(mode: Mode, deferred: AsyncDisposableStack) {
  const port = await findFreePort();
  const slack = await SlackDouble.start(mode === 'http' ? { botUrl: `http://127.0.0.1:${port}` } : {});
  deferred.defer(() => slack.close());
  return { slack, port };
}

function createRig(slack: SlackDouble, deferred: AsyncDisposableStack): Rig {
  const at = new Map<number, number>();
  return {
    ask(index) {
      const { command, args } = commandOf(index);
      const doing = slack.command([command, ...Object.values(args)].join(' '));
      doing.acknowledged.then(
        () => at.set(index, performance.now()),
        // What is never acknowledged is seen by its absence.
        () => undefined,
      );
    },
    acknowledged: () => at,
    [Symbol.asyncDispose]: () => deferred.disposeAsync(),
  };
}
