import { createClient } from '@redis/client';
import { expect, it } from 'vitest';
import { ClusterRedis } from '../../src/cluster/clusterRedis.ts';
import { openStores } from '../../src/store/openStores.ts';
import { SHARED_PREFIX } from '../../src/store/partitions.ts';
import { thing } from '../store/conformance.ts';
import { RedisPair } from '../support/redisPair.ts';

const silent = { info: () => undefined, warn: () => undefined };

it('READONLY on one connection makes the stores reconnect too, though they only read', async () => {
  await using pair = await RedisPair.start();
  await using stack = new AsyncDisposableStack();
  const stores = stack.adopt(await openStores(pair.url), (opened) => opened.close());
  const redis = stack.adopt(
    await ClusterRedis.open(pair.url, { log: silent, stores: stores.connection }),
    (opened) => opened.close(),
  );
  const shared = stores.open({ prefix: SHARED_PREFIX }).collection('things', thing);
  await pair.beginFailover();
  await pair.endFailover();
  const other = stack.adopt(await createClient({ url: pair.url }).connect(), (client) => client.destroy());
  await other.set(`${SHARED_PREFIX}things::one`, '{"value":{"name":"new","size":1}}');
  expect(await shared.get('one')).toBeUndefined();
  redis.report(new Error("READONLY You can't write against a read only replica."));
  await expect.poll(() => shared.get('one').catch(String)).toEqual({ name: 'new', size: 1 });
});
