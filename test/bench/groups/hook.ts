import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { openStore } from '../../../src/store/openStore.ts';
import { watchKey, watchSchema } from '../../../src/watches/watch.ts';
import { DiscordDouble } from '../../chat/discord/double/discordDouble.ts';
import { CHANNEL, MANAGE_GUILD } from '../../chat/discord/double/payloads.ts';
import { Server } from '../../chat/discord/double/server.ts';
import { findFreePort } from '../../support/findFreePort.ts';
import type { Figure, Group } from '../figure.ts';
import { percentile } from '../support/percentile.ts';
import { startBot } from '../support/startBot.ts';
import { TemporaryFolder } from '../support/temporaryFolder.ts';
import { ThreadsServer } from '../support/threadsServer.ts';

const REGISTRATIONS = 1_000;
const PER_SECOND = 100;
/** Of the second run: the program is killed while it is under way. */
const KILLED_AFTER = 3_000;
/** After the last call, so that the day's message is edited once more. */
const LAST_EDIT = 6_000;

const URL_OF_HOOK = /http:\/\/127\.0\.0\.1:\d+\/hook\/[\w-]{43}/;

export const hook: Group = {
  name: 'hook',
  measures:
    'how long a program waits that registers 1,000 containers, what its channel gets, and what a kill loses',
  async run() {
    await using discord = await DiscordDouble.start({ judges: false, limits: true });
    await using threads = await ThreadsServer.start({ statusOf: () => ({ status: 'IN_PROGRESS' }) });
    using folder = new TemporaryFolder();
    const storeUrl = `sqlite:${folder.file('store.db')}`;
    const more = { HTTP_PORT: String(await findFreePort()) };
    await using bot = startBot({ discord, threads, storeUrl, more });
    await bot.ready();
    const url = await makeHook(discord);
    const whole = await register(url, 0, REGISTRATIONS);
    await delay(LAST_EDIT);
    const messages = countDayMessages(discord);
    const killed = register(url, REGISTRATIONS, REGISTRATIONS);
    await delay(KILLED_AFTER);
    await bot.kill('SIGKILL');
    const accepted = [...whole.accepted, ...(await killed).accepted];
    return describe(whole, messages, {
      accepted: accepted.length,
      lost: await countLost(storeUrl, accepted),
      refused: discord.calls.entries.filter(({ status }) => status === 429).length,
    });
  },
};

interface Registered {
  /** From each call to its answer, ms. */
  readonly times: readonly number[];
  /** The containers whose call was answered with 202. */
  readonly accepted: readonly string[];
}

function describe(
  { times, accepted }: Registered,
  messages: { readonly posts: number; readonly edits: number },
  second: { readonly accepted: number; readonly lost: number; readonly refused: number },
): Figure[] {
  const how = `${REGISTRATIONS.toLocaleString('en-US')} registrations, ${PER_SECOND} a second, to the running program with SQLite`;
  return [
    { name: 'hook.p50', value: percentile(times, 0.5), unit: 'ms', how: `from the call to 202: ${how}` },
    { name: 'hook.p99', value: percentile(times, 0.99), unit: 'ms', how: `from the call to 202: ${how}` },
    {
      name: 'hook.refused',
      value: REGISTRATIONS - accepted.length,
      unit: 'calls',
      how: 'calls of these that were not answered with 202',
    },
    {
      name: 'hook.messages',
      value: messages.posts,
      unit: 'messages',
      how: 'live messages that the channel got for them',
    },
    { name: 'hook.edits', value: messages.edits, unit: 'edits', how: 'edits of it, in 16 s' },
    {
      name: 'hook.429',
      value: second.refused,
      unit: 'calls',
      how: "calls refused by Discord's rate limits (50 a second, 5 in 5 s per channel), in the whole group",
    },
    {
      name: 'hook.lost',
      value: second.lost,
      unit: 'containers',
      how: `of ${second.accepted.toLocaleString('en-US')} that were answered with 202, those that the store has not, where the program was killed while it took calls`,
    },
  ];
}

async function makeHook(discord: DiscordDouble): Promise<string> {
  const { text } = await new Server(discord).type('hook', { state: 'on' }, { permissions: MANAGE_GUILD });
  const [url] = URL_OF_HOOK.exec(text) ?? [];
  if (url === undefined) throw new Error(`no URL of a hook in: ${text}`);
  return url;
}

/** Registers containers at a constant rate, whether or not earlier calls were answered. */
async function register(url: string, first: number, count: number): Promise<Registered> {
  const agent = new Agent({ connections: 32 });
  const accepted: string[] = [];
  const times: number[] = [];
  const begun = performance.now();
  const call = async (container: string): Promise<void> => {
    const startedAt = performance.now();
    const body = JSON.stringify({ container, note: `post ${container}` });
    try {
      const answer = await request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        dispatcher: agent,
      });
      await answer.body.text();
      times.push(performance.now() - startedAt);
      if (answer.statusCode === 202) accepted.push(container);
    } catch {
      // The program was killed: nothing was promised.
    }
  };
  const calls: Promise<void>[] = [];
  for (let index = 0; index < count; index += 1) {
    const wait = begun + (index * 1_000) / PER_SECOND - performance.now();
    if (wait > 1) await delay(wait);
    calls.push(call(String(17_900_000_000_000_000n + BigInt(first + index))));
  }
  await Promise.all(calls);
  await agent.close();
  return { times, accepted };
}

function countDayMessages(discord: DiscordDouble): { posts: number; edits: number } {
  const shown = discord.calls.entries.filter(
    ({ status, parts: [channel], body }) =>
      status === 200 && channel === CHANNEL && /\d watched/.test(JSON.stringify(body)),
  );
  return {
    posts: shown.filter(({ route }) => route === 'post').length,
    edits: shown.filter(({ route }) => route === 'edit').length,
  };
}

async function countLost(storeUrl: string, containers: readonly string[]): Promise<number> {
  const store = await openStore(storeUrl);
  const watches = store.collection('watches', watchSchema);
  const stored = await watches.getMany(containers.map((container) => watchKey('brand', container)));
  await store.close();
  return stored.filter((watch) => watch === undefined).length;
}
