import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { realTime } from '../../src/cluster/clusterTime.ts';
import { Memories } from '../../src/replica/memories.ts';
import { recallAndLease } from '../../src/replica/rememberPartition.ts';
import { openStores } from '../../src/store/openStores.ts';
import { prefixOfPartition } from '../../src/store/partitions.ts';
import { ScriptedLease } from '../store/scriptedLease.ts';
import { useRedis } from '../support/useRedis.ts';

const PARTITION = 3;
const PREFIX = prefixOfPartition(PARTITION);
const KNOWN = [['watches::brand/1', '{"value":1}']] as const;
const OPTIONS = { onWait: () => undefined, onLost: () => undefined, onEmptied: () => undefined };

describe('a partition that Redis has lost', () => {
  const redis = useRedis();

  async function open(wait = realTime.wait) {
    await redis.other.flushAll();
    const stores = await openStores(redis.server.url);
    onTestFinished(() => stores.close());
    const memories = new Memories(stores.connection, { ...realTime, wait });
    const own = async (lease: ScriptedLease) => {
      const store = stores.open({ prefix: PREFIX, lease });
      onTestFinished(() => store.close());
      const part = { partition: PARTITION, prefix: PREFIX, lease, store };
      const isRemembered = await recallAndLease({ stores, memories }, part, OPTIONS);
      return { isRemembered, watches: store.collection('watches', z.number()) };
    };
    return { memories, own };
  }

  const lock = (token: string) => new ScriptedLease(redis, 'remembered', token);

  it('is put back by the next owner where the first one loses it while it waits for memory', async () => {
    let waits = 0;
    const { memories, own } = await open(async () => {
      waits += 1;
      if (waits > 1) return;
      await lock('another').grant();
      await memories.keep(PARTITION, 1_000, KNOWN, 0);
    });
    const first = await lock('first').grant();
    first.onAsked = async () => {
      if (first.asked.includes('distrust')) first.lose();
    };
    await expect(own(first)).rejects.toThrow('owned by another replica');
    expect(await own(await lock('second').grant())).toMatchObject({ isRemembered: true });
  });

  it('is put back whole where the first owner loses it between two pages of its records', async () => {
    const { memories, own } = await open(async () => undefined);
    const many = Array.from({ length: 601 }, (_, each) => [`watches::brand/${each}`, '{"value":1}'] as const);
    // As the recovery writes it, before all else.
    await memories.keep(PARTITION, 1_000, [['format::version', '{"value":{"version":2}}'], ...many], 0);
    for (const pages of [1, 2, 3]) {
      const first = await lock(`first ${pages}`).grant();
      first.isHeld = false;
      first.onAsked = async () => {
        if (first.asked.length > pages) first.lose();
      };
      await expect(own(first)).rejects.toThrow('owned by another replica');
    }
    const { isRemembered, watches } = await own(await lock('second').grant());
    expect(isRemembered).toBe(true);
    const found = await watches.getMany(many.map((_, each) => `brand/${each}`));
    expect(found.every((each) => each === 1)).toBe(true);
  });

  it('is put back again where the first owner ends once it has written, and then no more', async () => {
    const { memories, own } = await open();
    await memories.keep(PARTITION, 1_000, KNOWN, 0);
    const first = await lock('first').grant();
    first.onAsked = async () => first.lose();
    await expect(own(first)).rejects.toThrow('owned by another replica');
    const second = await own(await lock('second').grant());
    expect(second.isRemembered).toBe(true);
    expect(await second.watches.get('brand/1')).toBe(1);

    // It is known by now, and memory is not put over what has come since.
    await second.watches.set('brand/1', 2);
    const third = await own(await lock('third').grant());
    expect(third.isRemembered).toBe(false);
    expect(await third.watches.get('brand/1')).toBe(2);
  });
});
