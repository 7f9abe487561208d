import { expect, it } from 'vitest';
import { createRedisClient, createResp2Client } from '../../src/store/createRedisClient.ts';
import { useRedis } from '../support/useRedis.ts';

const redis = useRedis();

it.each([
  ['RESP3', createRedisClient, 3],
  ['RESP2', createResp2Client, 2],
])('gives all clients of %s the same class, whatever their options', async (_, create, resp) => {
  const { url } = redis.server;
  const clients = [{ url }, { url, pingInterval: 60_000 }, { url, disableOfflineQueue: true }].map(
    (options) => create(options),
  );
  const classes = new Set(clients.map((client) => client.constructor));
  expect(classes.size).toBe(1);
  for (const client of clients) {
    await client.connect();
    expect(await client.sendCommand(['CLIENT', 'INFO'])).toContain(`resp=${resp}`);
    client.destroy();
  }
});
