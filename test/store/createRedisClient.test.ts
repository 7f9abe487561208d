import { expect, it } from 'vitest';
import { createRedisClient } from '../../src/store/createRedisClient.ts';
import { useRedis } from '../support/useRedis.ts';

const redis = useRedis();

it('gives all clients the same class, whatever their options, and lets each speak its protocol', async () => {
  const { url } = redis.server;
  const options = [{ url }, { url, pingInterval: 60_000 }, { url, disableOfflineQueue: true }];
  const clients = options.map((each) => createRedisClient(each));
  const classes = new Set(clients.map((client) => client.constructor));
  expect(classes.size).toBe(1);
  for (const client of clients) {
    await client.connect();
    expect(await client.sendCommand(['CLIENT', 'INFO'])).toContain('resp=2');
    client.destroy();
  }
});
