import { BOT_TOKEN, DiscordDouble } from '../../chat/discord/double/discordDouble.ts';
import { GUILD } from '../../chat/discord/double/payloads.ts';
import { Server } from '../../chat/discord/double/server.ts';
import { Child } from '../support/child.ts';
import { type SeededMessage, seedWatches } from '../support/seedWatches.ts';
import { startBot } from '../support/startBot.ts';
import { TemporaryFolder } from '../support/temporaryFolder.ts';
import { ThreadsServer } from '../support/threadsServer.ts';
import { commandOf, personOf, type Rig } from './rig.ts';
import { createStorm, PER_MESSAGE, STORM_CHANNELS, stormStatusOf } from './storm.ts';

const CHANNELS = Array.from(
  { length: STORM_CHANNELS },
  (_, index) =>
    ({
      platform: 'discord',
      workspace: GUILD,
      id: String(1_310_000_000_000_000_000n + BigInt(index)),
    }) as const,
);

/** Starts Threadwatch as a separate process, during an alert storm. */
export async function openDiscord(): Promise<Rig> {
  const stack = new AsyncDisposableStack();
  const discord = stack.use(await DiscordDouble.start({ judges: false }));
  const threads = stack.use(await ThreadsServer.start({ statusOf: stormStatusOf }));
  const storeUrl = `sqlite:${stack.use(new TemporaryFolder()).file('store.db')}`;
  const messages = await seedWatches(storeUrl, createStorm(CHANNELS, Date.now()), PER_MESSAGE);
  addMessages(discord, messages);
  const bot = stack.use(startBot({ discord, threads, storeUrl }));
  await bot.ready();
  return createRig(discord, stack);
}

/** Starts a minimal discord.js bot. */
export async function openBareDiscord(): Promise<Rig> {
  const stack = new AsyncDisposableStack();
  const discord = stack.use(await DiscordDouble.start({ judges: false }));
  const bare = stack.use(
    new Child(new URL('./bareDiscord.ts', import.meta.url), { API_URL: discord.url, TOKEN: BOT_TOKEN }),
  );
  await bare.receive();
  return createRig(discord, stack);
}

function createRig(discord: DiscordDouble, stack: AsyncDisposableStack): Rig {
  const server = new Server(discord);
  const indexes = new Map<string, number>();
  return {
    sendCommand(index) {
      const { command, args } = commandOf(index);
      const options = Object.entries(args).map(([name, value]) => ({ type: 3, name, value }));
      const data = { id: '1', type: 1, name: 'threads', options: [{ type: 1, name: command, options }] };
      indexes.set(server.send(2, data, { person: personOf(index) }), index);
    },
    acknowledged() {
      const callbacks = discord.calls.entries.filter(({ route }) => route === 'callback');
      return new Map(callbacks.map(({ parts: [id = ''], at }) => [indexes.get(id) ?? -1, at]));
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

function addMessages(discord: DiscordDouble, messages: readonly SeededMessage[]): void {
  for (const { channel, messageId } of messages)
    discord.messages.set(messageId, { channel: channel.id, body: {} });
}
