import { describe, expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../src/store/openStore.ts';
import { useRedis } from '../support/useRedis.ts';

describe('what may make a Redis lose watches', () => {
  const redis = useRedis();

  /** @param login `user:password@` */
  async function findProblems(settings: Record<string, string>, login = ''): Promise<string> {
    await redis.other.flushAll();
    const before = await redis.other.configGet(Object.keys(settings));
    await redis.other.configSet(settings);
    onTestFinished(async () => void (await redis.other.configSet({ ...before })));
    const store = await openStore(`redis://${login}127.0.0.1:${redis.server.port}`);
    onTestFinished(() => store.close());
    await store.lease({ onWait: () => {}, onLost: () => {}, onEmptied: () => {} });
    return (await store.findProblems()).map(({ grade, words }) => `${grade}: ${words}`).join('\n');
  }

  it.each<[string, Record<string, string>, RegExp]>([
    [
      'that evicts',
      { 'maxmemory-policy': 'allkeys-lru', save: '60 1' },
      /^fault: Redis drops .* is allkeys-lru.* noeviction$/,
    ],
    [
      'that keeps nothing',
      { save: '', appendonly: 'no' },
      /^fault: Redis keeps .* memory alone.*appendonly is no, and save is empty.*$/,
    ],
    ['that saves snapshots', { save: '60 1' }, /^$/],
    ['with an append-only file', { save: '', appendonly: 'yes' }, /^$/],
    ['that drops only keys that expire', { 'maxmemory-policy': 'volatile-lru', save: '60 1' }, /^$/],
  ])('%s', async (_, settings, expected) => {
    expect(await findProblems(settings)).toMatch(expected);
  });

  it('is said from INFO where CONFIG is forbidden, and where that does not tell, it is said that nobody knows', async () => {
    await redis.other.sendCommand(['ACL', 'SETUSER', 'tenant', 'on', '>pw', '~*', '+@all', '-config']);
    const problems = await findProblems({ 'maxmemory-policy': 'allkeys-lru', save: '60 1' }, 'tenant:pw@');
    expect(problems).toMatch(/maxmemory-policy is allkeys-lru/);
    expect(problems).toMatch(/could not be checked, because it does not answer CONFIG/);
    await redis.other.sendCommand(['ACL', 'SETUSER', 'tenant', '-info']);
    expect(await findProblems({ save: '60 1' }, 'tenant:pw@')).toMatch(/neither CONFIG nor INFO/);
    await redis.other.sendCommand(['ACL', 'DELUSER', 'tenant']);
  });

  it('is said of one that holds nothing of ours before the bot has started', async () => {
    await redis.other.flushAll();
    const store = await openStore(redis.server.url);
    expect((await store.findProblems()).map(({ grade, words }) => `${grade}: ${words}`).join('\n')).toContain(
      'holds no records of Threadwatch',
    );
    await store.close();
  });
});
