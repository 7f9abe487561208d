import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Accounts } from '../../src/accounts/accounts.ts';
import { STORED_COLLECTIONS } from '../../src/app/stored/collections.ts';
import { DeliveryError } from '../../src/notifications/chatPort.ts';
import { openSource, readLocation } from '../../src/store/copy/openEnds.ts';
import { agree, linkIn } from '../connect/agree.ts';
import { beginHookStory } from '../hooks/hookServer.ts';
import { ask, press } from '../publishing/publishing.ts';
import { scenarioOf, status } from '../support/scenarios.ts';
import { channelRef } from '../support/story.ts';

const READY = [status('0s', 'FINISHED'), status('24h', 'EXPIRED')];
const FAILS = [status('0s', 'IN_PROGRESS'), status('100s', 'ERROR', 'UNKNOWN')];
const ID = (last: number): string => `1790000000000000${last}`;
const LOST = channelRef('lost');
const ANN = { id: 'ann', isManager: true };
const BOB = { id: 'bob', isManager: false };

/** The keys of the records that are not of the bot itself, by collection. */
async function readKeys(url: string): Promise<Record<string, string[]>> {
  const keys: Record<string, string[]> = {};
  const source = await openSource(readLocation(url));
  for await (const page of source.pages())
    for (const { collection, key } of page)
      if (!STORED_COLLECTIONS[collection as keyof typeof STORED_COLLECTIONS].isOfBot)
        keys[collection] = [...(keys[collection] ?? []), key];
  await source.close();
  return keys;
}

it('nothing is kept for ever but what people have set, also where nobody does anything any more', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'threadwatch-retention-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const storeUrl = `sqlite:${join(folder, 'store.db')}`;
  const account = (username: string, id: string) => ({ username, id, token: `token-of-${username}` });
  const { story, make, call } = await beginHookStory({
    storeUrl,
    scenario: scenarioOf(
      { [ID(1)]: READY, [ID(2)]: FAILS, [ID(3)]: FAILS, [ID(4)]: FAILS, [ID(5)]: READY, [ID(6)]: READY },
      {
        accounts: [
          account('brand', '17841400000000001'),
          account('gone', '17841400000000002'),
          account('shop', '17841400000000003'),
        ],
        faults: [
          { from: '0s', only: 'quotas', account: 'gone', http: 400, error: { code: 10 } },
          { from: '30m', only: ['status', 'me'], account: 'gone', http: 400, error: { code: 190 } },
        ],
      },
    ),
    configured: ['brand', 'gone'],
    canConnect: true,
    quotaCron: '17 4 * * *',
    tokenKeys: [Buffer.alloc(32, 7).toString('base64')],
    eventOptions: { allowPrivate: true },
  });
  story.chat.refuses = ({ words }) =>
    words.includes(ID(3)) ? new DeliveryError('refused', '50035', 'the message is not accepted') : undefined;
  const { query } = await agree(linkIn(await story.type('connect')), 'shop');
  await story.bot.answerCallback(query);
  await story.type('connect');
  for (const name of ['brand', 'gone']) await story.type(`alerts on account:${name} remind:30m`);
  for (const last of [1, 2, 3]) await story.type(`watch ${ID(last)}`);
  await story.type(`watch ${ID(4)}`, LOST);
  await story.type(`quota account:gone`);
  story.chat.failed.add(LOST.id);
  const key = await make('hook on url:http://127.0.0.1:9/x');
  await call(key, { container: ID(5), error: { code: 24, error_subcode: 4279009 } });
  await story.pass('20m');
  const who = { channel: channelRef('c1'), person: ANN };
  await press(story, await ask(story, ID(1), who), 'Publish', who);
  await story.type(`watch ${ID(6)} account:gone`);
  await story.pass('15m');
  await story.type('snooze 30m', channelRef('c1'), BOB);
  const filled = Object.entries(STORED_COLLECTIONS).flatMap(([name, { isOfBot }]) =>
    isOfBot || name.startsWith('slack-') || name === 'layout' ? [] : [name],
  );
  expect(Object.keys(await readKeys(storeUrl)).sort()).toEqual(filled.sort());

  // The operator takes an account out of the configuration.
  await story.restart(new Accounts([{ name: 'brand', token: 'token-of-brand', workspaces: ['w1'] }]));
  await story.pass('100d');
  const { hooks = [], ...left } = await readKeys(storeUrl);
  expect(hooks).toHaveLength(1);
  expect(left).toEqual({
    'channel-settings': ['terminal:w1:c1'],
    'quota-alerts': ['terminal:w1:c1/brand', 'terminal:w1:c1/gone'],
    'quota-scopes': ['brand'],
    tokens: ['brand', expect.stringMatching(/^shop/)],
  });
});
