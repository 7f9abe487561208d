import { expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/app/config.ts';
import { STORE_VERSION } from '../../src/app/migrations/migrateStore.ts';
import { EndError } from '../../src/app/startError.ts';
import { LayoutStore } from '../../src/cluster/layout/layoutStore.ts';
import { addWorkspace, ensureCurrent } from '../../src/replica/keepLayout.ts';
import { SharedLayout } from '../../src/replica/sharedLayout.ts';
import { LAYOUT_KEY } from '../../src/store/layoutRecord.ts';
import { describeThisProcess } from '../../src/store/owner.ts';
import { RedisConnection } from '../../src/store/redisConnection.ts';
import { GUILD } from '../chat/discord/double/payloads.ts';
import { RedisServer } from '../redis.ts';
import { createLeapingTime } from '../support/leapingTime.ts';

/** A replica that has joined the layout of a Redis, which can go away. */
async function begin() {
  const server = await RedisServer.start({ isKept: true });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const connection = await RedisConnection.open(server.url, {
    timeoutMs: 1_000,
    onError: () => undefined,
    monotonic: () => performance.now(),
  });
  onTestFinished(() => connection.close());
  const config = readConfig({
    CLUSTER: 'on',
    STORE_URL: server.url,
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_APP_TOKEN: 'xapp-1',
    THREADS_ACCESS_TOKEN: 'token',
    DISCORD_TOKEN: 'token',
    DISCORD_GUILD_IDS: GUILD,
  });
  const store = new LayoutStore(connection);
  const logged: string[] = [];
  const note = (line: unknown) => void logged.push(String(line));
  const log = { info: note, warn: note };
  const layout = await SharedLayout.join(store, config, log, createLeapingTime());
  logged.length = 0;
  const failures: EndError[] = [];
  const fail = (error: EndError): void => void failures.push(error);
  const set = (text: string) => connection.run((client) => client.set(LAYOUT_KEY, text));
  return { server, connection, layout, store, log, logged, fail, failures, set };
}

/** Waits for nothing but a turn of the event loop. */
const soon = { wait: () => new Promise<void>(setImmediate) };

it('a Redis that is away for a while ends no replica that opens a partition', async () => {
  const { server, layout, log, logged, fail, failures } = await begin();
  await server.stop();
  await expect(ensureCurrent(layout, { log, fail })).rejects.toThrow();
  await server.resume();
  await expect.poll(() => ensureCurrent(layout, { log, fail }).then(() => 'current', String)).toBe('current');
  expect([logged, failures]).toEqual([[], []]);
});

it('a Redis that is away for a while ends no replica that has come to know a workspace', async () => {
  const { server, layout, fail, failures } = await begin();
  await server.stop();
  const adding = addWorkspace(layout, 'T0LATE', { time: soon, fail });
  await server.resume();
  expect(await adding).toBe(true);
  expect(layout.current.workspaces.has('T0LATE')).toBe(true);
  expect(failures).toEqual([]);
});

it('a copy that looks at the store ends no replica that runs, and none opens a partition meanwhile', async () => {
  const { connection, layout, log, fail, failures } = await begin();
  const owner = JSON.stringify(describeThisProcess());
  await connection.run((client) => client.set('threadwatch:owner', owner));
  await expect(ensureCurrent(layout, { log, fail })).rejects.toMatchObject({ code: 'busy' });
  let waits = 0;
  const wait = async (): Promise<void> => {
    waits += 1;
    if (waits === 3) await connection.run((client) => client.del('threadwatch:owner'));
  };
  expect(await addWorkspace(layout, 'T0LATE', { time: { wait }, fail })).toBe(true);
  expect(waits).toBe(3);
  await ensureCurrent(layout, { log, fail });
  expect(failures).toEqual([]);
});

it('a replica whose layout was made for another version ends, and says what to do', async () => {
  const { layout, log, fail, failures, set } = await begin();
  const { partitions } = layout.current;
  const record = {
    format: 1,
    id: 'another',
    storeVersion: STORE_VERSION + 1,
    partitions,
    accounts: [],
    workspaces: [],
  };
  await set(JSON.stringify({ value: record }));
  await expect(ensureCurrent(layout, { log, fail })).rejects.toThrow('A newer version');
  expect(await addWorkspace(layout, 'T0LATE', { time: soon, fail })).toBe(false);
  expect(failures.map(({ message }) => message)).toEqual(
    Array(2).fill(expect.stringMatching(/^A newer version.*Start the newer version/)),
  );
  expect(failures.every((error) => error instanceof EndError)).toBe(true);
});
