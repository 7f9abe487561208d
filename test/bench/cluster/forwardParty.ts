// A program for the bench: forwards requests to a partition, or takes them, with the parts of a replica that do that.
import { setTimeout as delay } from 'node:timers/promises';
import { ClusterRedis } from '../../../src/cluster/clusterRedis.ts';
import { Members } from '../../../src/cluster/engine/members.ts';
import { Forwarder } from '../../../src/cluster/forward/forwarder.ts';
import { ForwardReceiver } from '../../../src/cluster/forward/forwardReceiver.ts';
import { interaction } from '../../chat/discord/double/payloads.ts';
import { typed } from '../../chat/discord/double/server.ts';

const { STORE_URL = '', ROLE = '', PER_SECOND = '' } = process.env;
const PARTITION = 0;
const log = { info: () => undefined, warn: (words: string) => void process.stderr.write(`${words}\n`) };

const redis = await ClusterRedis.open(STORE_URL, { log });
const clock = new Members(redis);
await clock.start();

/** When each request was sent or taken, by its number; ms since the epoch, with fractions. */
const times: [index: number, at: number][] = [];
const now = (): number => performance.timeOrigin + performance.now();

const forwarder = ROLE === 'owner' ? undefined : await Forwarder.start(redis, clock);

async function forward(first: number, count: number): Promise<void> {
  const startedAt = performance.now();
  const all: (Promise<void> | undefined)[] = [];
  for (let index = 0; index < count; index += 1) {
    const wait = startedAt + (index * 1_000) / Number(PER_SECOND) - performance.now();
    if (wait > 0) await delay(wait);
    const id = String(first + index);
    // As large as what Discord sends when a person types.
    const body = { ...interaction(id, {}), data: typed('status', { container: '17900000000000001' }) };
    times.push([first + index, now()]);
    all.push(forwarder?.forward(PARTITION, { kind: 'discord', id, body, validForMs: 60_000 }));
  }
  await Promise.all(all);
}

if (ROLE === 'owner') {
  new ForwardReceiver({
    redis,
    clock,
    partition: PARTITION,
    lease: {
      key: '',
      token: '',
      isHeld: true,
      ensureHeld: async () => undefined,
      distrust: () => undefined,
      lost: new AbortController().signal,
    },
    async handle({ id }) {
      times.push([Number(id), now()]);
    },
  });
}

process.on('message', async (message) => {
  const [order, first, count] = String(message).split(' ');
  if (order === 'forward') await forward(Number(first), Number(count));
  const { user, system } = process.cpuUsage();
  process.send?.({ cpu: (user + system) / 1_000, times: times.splice(0) });
});
process.send?.('ready');
