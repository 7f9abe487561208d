// A program for the bench: the bot without a connection. It reads, runs and renders lines as Slack and Discord send them,
// and reports how long its event loop was held up.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Writable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { z } from 'zod';
import { commandTable } from '../../../commands/table.ts';
import { Accounts } from '../../../src/accounts/accounts.ts';
import { createThreadwatch } from '../../../src/app/createThreadwatch.ts';
import { defaults } from '../../../src/app/variables.ts';
import type { ButtonAction } from '../../../src/chat/buttonAction.ts';
import { renderCard } from '../../../src/chat/discord/render/renderCard.ts';
import { readCommand } from '../../../src/chat/slack/interactions/readRequest.ts';
import { renderMessage } from '../../../src/chat/slack/render/renderMessage.ts';
import { systemClock } from '../../../src/clock.ts';
import { Faults } from '../../../src/faults.ts';
import { createLog } from '../../../src/log.ts';
import type { Card } from '../../../src/messages/card.ts';
import type { ChatPort } from '../../../src/notifications/chatPort.ts';
import { Secrets } from '../../../src/secrets.ts';
import { openStore } from '../../../src/store/openStore.ts';
import { createThreadsApi } from '../../../src/threads/createThreadsApi.ts';

const { THREADS_URL = '' } = process.env;
const TEAM = 'T0BENCH1';
const RENDER = { commandName: 'threads' } as const;

const orderSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('line'), person: z.string(), text: z.string() }),
  z.object({ kind: z.literal('measure') }),
]);

const silentChat: ChatPort = {
  platform: 'slack',
  post: async () => ({ id: '1', showsCard: true }),
  edit: async () => undefined,
};
const secrets = new Secrets();
const log = createLog({
  level: 'silent',
  secrets,
  destination: new Writable({ write: (_line, _encoding, done) => done() }),
});

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const bot = await createThreadwatch({
  accounts: new Accounts([{ name: 'brand', token: 'token-of-brand', workspaces: [TEAM] }]),
  threads: createThreadsApi({ apiUrl: THREADS_URL, auth: 'header', clock: systemClock }),
  store: await openStore('memory:'),
  chats: new Map([['slack', silentChat]]),
  clock: systemClock,
  random: Math.random,
  log,
  policy: { schedule: defaults.watchChecks, unpublishedAfter: defaults.unpublishedAfter },
  thresholds: defaults.quotaThresholds,
  quotaCron: defaults.quotaCron,
  tokenKeys: [],
  connect: { kind: 'unset', missing: [], isPartlySet: false },
  facts: { apiUrl: '', store: '', variables: [] },
  faults: new Faults(),
  secrets,
});

const held = monitorEventLoopDelay({ resolution: 1 });
held.enable();
let answered = 0;

process.on('message', (message) => {
  const order = orderSchema.parse(message);
  if (order.kind === 'line') return void answer(order.person, order.text);
  collectGarbage();
  process.send?.({
    answered,
    p99: held.percentile(99) / 1e6,
    max: held.max / 1e6,
    heap: process.memoryUsage().heapUsed,
  });
  answered = 0;
  held.reset();
});
process.send?.('ready');

/** The way of a line of Slack, and of the same words in an option of Discord. */
async function answer(person: string, text: string): Promise<void> {
  const body = {
    team_id: TEAM,
    channel_id: 'C0BENCH1',
    user_id: person,
    text,
    response_url: 'http://127.0.0.1/none',
  };
  const request = readCommand(body, {
    serves: (team) => team === TEAM,
    managers: new Set(),
    commands: commandTable,
    commandName: 'threads',
  });
  if (request === undefined) throw new Error('a line could not be read at all');
  const { content, channel } = request;
  const run = ({ command, args }: Pick<ButtonAction, 'command' | 'args'>): Promise<Card> =>
    bot.dispatch({ command, args, channel, person: request.person });
  if (content.kind === 'open') throw new Error('a line opens no form by itself');
  const card = content.kind === 'refuse' ? content.card : await run(content.action);
  renderMessage(card, RENDER);
  renderCard(await run({ command: 'status', args: { container: text } }), RENDER);
  await bot.deliver(channel);
  answered += 1;
}
