// A program for the bench: the bot without a platform. It runs orders and reports what they cost.
import { Writable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Accounts } from '../../../src/accounts/accounts.ts';
import { createThreadwatch } from '../../../src/app/createThreadwatch.ts';
import { defaults } from '../../../src/app/variables.ts';
import { Faults } from '../../../src/faults.ts';
import { startJobs } from '../../../src/jobs/startJobs.ts';
import { createLog } from '../../../src/log.ts';
import type { ChatPort } from '../../../src/notifications/chatPort.ts';
import { Secrets } from '../../../src/secrets.ts';
import { openStore } from '../../../src/store/openStore.ts';
import { createThreadsApi } from '../../../src/threads/createThreadsApi.ts';
import type { BotMessage } from './botMessage.ts';
import { ACCOUNTS, PLATFORM, WORKSPACE } from './population.ts';

const { STORE_URL = '', THREADS_URL = '' } = process.env;

/** The machine's clock, set forward by `ahead` ms. */
const clock = { ahead: 0, now: () => Date.now() + clock.ahead };

const silentChat: ChatPort = {
  platform: PLATFORM,
  post: async () => ({ id: '1', showsCard: true }),
  edit: async () => undefined,
};

const secrets = new Secrets();

const log = createLog({
  level: 'error',
  secrets,
  destination: new Writable({
    write(line, _encoding, done) {
      process.stderr.write(line);
      done();
    },
  }),
});

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const openedAt = performance.now();
const store = await openStore(STORE_URL);
const bot = await createThreadwatch({
  accounts: new Accounts(
    ACCOUNTS.map((name) => ({ name, token: `token-of-${name}`, workspaces: [WORKSPACE] })),
  ),
  threads: createThreadsApi({ apiUrl: THREADS_URL, auth: 'header', clock }),
  store,
  chats: new Map([[PLATFORM, silentChat]]),
  clock,
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
const round = bot.jobs.find(({ name }) => name === 'round');
if (round === undefined) throw new Error('there is no job named round');

send({ kind: 'loaded', openedAt: performance.timeOrigin + openedAt, startedAt: performance.timeOrigin });

process.on('message', async (message) => {
  const [order, number] = String(message).split(' ');
  switch (order) {
    case 'run':
      startJobs(bot.jobs, { log, timeZone: 'UTC', faults: new Faults() });
      return;
    case 'usage':
      return send(measure());
    case 'memory':
      collectGarbage();
      return send(measure());
    case 'round':
      clock.ahead = Number(number);
      return send(await measureRound());
  }
});

function measure(): BotMessage {
  const { user, system } = process.cpuUsage();
  return {
    kind: 'usage',
    cpu: (user + system) / 1_000,
    wall: performance.now(),
    rss: process.memoryUsage.rss(),
  };
}

async function measureRound(): Promise<BotMessage> {
  const wall = performance.now();
  const before = process.cpuUsage();
  await round?.run(new AbortController().signal);
  const { user, system } = process.cpuUsage(before);
  return {
    kind: 'usage',
    cpu: (user + system) / 1_000,
    wall: performance.now() - wall,
    rss: process.memoryUsage.rss(),
  };
}

function send(message: BotMessage): void {
  process.send?.(message);
}
