import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { Accounts } from '../../src/accounts/accounts.ts';
import { agree, linkIn } from '../connect/agree.ts';
import { CrashableProcess } from '../support/crashableProcess.ts';
import { scenarioOf } from '../support/scenarios.ts';
import { channelRef } from '../support/story.ts';
import { beginHookStory } from './hookServer.ts';

const ID = '17880000000000001';

it('the hooks of a channel that is lost are revoked, and whoever made them hears it', async () => {
  const { story, make, call } = await beginHookStory({ scenario: scenarioOf({}) });
  const [lost, kept] = [await make('hook on name:n8n'), await make('hook on', channelRef('c2'))];
  story.chat.failed.add('c1');
  // Something is to be posted, which finds out that the channel is gone.
  await call(lost, 'nonsense');
  await story.pass('10s');
  expect(await call(lost, { container: ID })).toMatchObject({ status: 404 });
  expect(await call(kept, { container: ID })).toMatchObject({ status: 202 });
  expect(story.chat.people).toEqual([
    {
      person: 'ann',
      text: expect.stringMatching(/The hook n8n .*is revoked.*\/threads hook on account:brand/),
    },
  ]);
  const { person, channel } = { person: { id: 'ann', isManager: true }, channel: channelRef('c2') };
  expect(await story.type('doctor', channel, person)).toMatch(
    /Channel c1 lost its 1 hook .*\/threads hook on/,
  );
  await story.restart();
  expect(await call(lost, { container: ID })).toMatchObject({ status: 404 });
});

it('the hooks of an account that is disconnected are revoked in every channel, and each hears it', async () => {
  const shop = { token: 'token-of-shop', id: '17841400000000002', username: 'shop' };
  const { story, make, call } = await beginHookStory({
    scenario: scenarioOf({}, { accounts: [shop] }),
    configured: [],
    canConnect: true,
    tokenKeys: [randomBytes(32).toString('base64')],
  });
  const { query } = await agree(linkIn(await story.type('connect')), 'shop', '1');
  await story.bot.answerCallback(query);
  const keys = [await make('hook on', channelRef('c2')), await make('hook on', channelRef('c3'))];
  const name = story.accounts.all[0]?.name ?? '';
  expect(await story.type(`disconnect ${name}`)).toContain('2 hooks');
  for (const key of keys) expect(await call(key, { container: ID })).toMatchObject({ status: 404 });
  for (const channel of ['c1', 'c2', 'c3'])
    expect(story.chat.messages.findLast((told) => told.channel === channel)?.first).toMatch(
      /^🔌 ann disconnected/u,
    );
});

it('a revoked hook stays revoked, and its channel hears it once, whichever await the process dies at', async () => {
  for (let awaits = 1; awaits < 12; awaits += 1) {
    let process = new CrashableProcess();
    const { story, make, call } = await beginHookStory({
      scenario: scenarioOf({}),
      live: () => {
        process = new CrashableProcess();
        return process;
      },
    });
    const key = await make();
    process.crashAfter(awaits);
    await story.type('hook off').catch(() => undefined);
    const { hasCrashed } = process;
    await story.restart();
    await story.pass('1m');
    const told = story.chat.messages.filter(({ first }) => first.includes('revoked the hook'));
    const isRevoked = (await call(key, { container: ID })).status === 404;
    if (isRevoked) expect(told.length, String(awaits)).toBeGreaterThanOrEqual(1);
    else expect(told, String(awaits)).toEqual([]);
    if (!hasCrashed) {
      expect(told).toHaveLength(1);
      return;
    }
  }
  throw new Error('it always crashed');
});

it('a hook that refuses every call is named by doctor, and says so in the list', async () => {
  const two = scenarioOf(
    {},
    {
      accounts: [
        { token: 'token-1', id: '17841400000000001', username: 'brand' },
        { token: 'token-2', id: '17841400000000002', username: 'shop' },
      ],
    },
  );
  const { story, make } = await beginHookStory({ scenario: two });
  await make('hook on account:shop');
  expect(await story.type('doctor')).not.toMatch(/(❌|⚠️) The hook/);
  const shop = story.accounts.get('shop');
  if (shop === undefined) throw new Error('there is no shop');
  const [brand] = story.accounts.all;
  await story.restart(new Accounts([...(brand ? [brand] : []), { ...shop, workspaces: ['w2'] }]));
  expect(await story.type('doctor')).toMatch(/The hook hook-1 is refused: shop is not connected here/);
  expect(await story.type('hook')).toContain('refused, since shop is not connected here');
});
