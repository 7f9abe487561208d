import { randomBytes } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { Accounts } from '../../src/accounts.ts';
import { DAY, MINUTE } from '../../src/duration.ts';
import { openStore } from '../../src/store/openStore.ts';
import { scenarioOf, status } from '../support/scenarios.ts';
import { channel, Story, type Told } from '../support/story.ts';

const BRAND = { token: 'THAA-brand', id: '17841400000000001', username: 'brand', token_life: '60d' };
const SHOP = {
  token: 'THAA-shop',
  id: '17841400000000002',
  username: 'shop',
  token_life: '60d',
  grant_life: '90d',
};
/** What a person is given who agrees anew. */
const SHOP_ANEW = { token: 'THAA-anew', id: SHOP.id, username: 'shop', token_life: '200d' };
const KEY = randomBytes(32).toString('base64');

const VIDEOS = Array.from({ length: 12 }, (_, month) => String(17900000000000001n + BigInt(month)));
const FAILING = [status('0s', 'IN_PROGRESS'), status('150s', 'ERROR', 'UNKNOWN')];

/** When each message came, in days, and its first line. */
function heads(told: readonly Told[]): [day: number, head: string][] {
  return told.map(({ at, first }) => [Math.floor((at + MINUTE) / DAY), first.split('\n')[0] ?? '']);
}

it('a year: what is refreshed is watched without a gap; what a person must renew is told, and works again', {
  timeout: 60_000,
}, async () => {
  const store = await openStore('memory:');
  const story = await Story.begin({
    scenario: scenarioOf(Object.fromEntries(VIDEOS.map((id) => [id, FAILING])), {
      accounts: [BRAND, SHOP, SHOP_ANEW],
    }),
    store,
    tokenKeys: [KEY],
    quotaCron: '30 */6 * * *',
  });
  onTestFinished(() => story.end());
  await story.type('alerts on account:brand', channel('c1'));
  await story.type('alerts on account:shop', channel('c2'));

  for (const [month, video] of VIDEOS.entries()) {
    await story.type(`watch ${video} account:brand`, channel('c1'));
    await story.pass(month === 3 ? '5d' : '30d');
    if (month !== 3) continue;
    const brand = { name: 'brand', token: BRAND.token, workspaces: ['w1'] };
    await story.restart(new Accounts([brand, { ...brand, name: 'shop', token: SHOP_ANEW.token }]));
    await story.pass('25d');
  }

  expect(heads(story.alerts('c1'))).toEqual(
    VIDEOS.map((video, month) => [month * 30, expect.stringContaining(`❌ Container ${video} failed`)]),
  );
  const answers = story.sandbox.calls.filter(({ account }) => account === 'brand').map(({ http }) => http);
  expect(new Set(answers)).toEqual(new Set([200]));

  const [first, second, third, refused, again, ...others] = story.alerts('c2');
  expect(others).toEqual([]);
  const told = [first, second, third, refused, again].filter((each) => each !== undefined);
  expect(heads(told)).toEqual([
    [83, expect.stringMatching(/^🔑 The permission that shop gave ends in 7 d/)],
    [87, expect.stringMatching(/^🔑 The permission that shop gave ends in 3 d/)],
    [89, expect.stringMatching(/^🔑 The permission that shop gave ends in 24 h/)],
    [90, expect.stringMatching(/^🔑 Nothing of shop can be seen/)],
    [95, expect.stringMatching(/^✅ Threads answers for shop again, after 5 d/)],
  ]);
  for (const warning of [first, second, third]) {
    expect(warning?.first).toContain('type /threads connect account:shop and log in to Threads as shop');
    expect(warning?.now).toMatch(/^✅ shop has a new access token, and it works/);
  }
  await expectNoSecret(story);
});

/** Nothing that was said, logged or stored in a year holds a token or the key. */
async function expectNoSecret({ chat, log, store }: Story): Promise<void> {
  const stored: unknown[] = [];
  for await (const entry of store.collection('tokens', z.unknown()).entries(() => undefined))
    stored.push(entry);
  expect(stored).toHaveLength(2);
  const all = `${chat.told.map(({ first, now }) => first + now).join('')}${log}${JSON.stringify(stored)}`;
  for (const secret of ['THAA', KEY]) expect(all).not.toContain(secret);
}
