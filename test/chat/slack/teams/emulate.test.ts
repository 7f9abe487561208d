import { createEmulator } from 'emulate';
import { expect, it } from 'vitest';
import { installationSchema } from '../../../../src/chat/slack/teams/installation.ts';
import { openStore } from '../../../../src/store/openStore.ts';
import { findFreePort } from '../../../support/findFreePort.ts';
import { CARD } from '../../testBot.ts';
import { KEY, startReplica } from '../double/teamsWorld.ts';

const CLIENT = { client_id: '111.222', client_secret: 'a-secret-of-the-emulator' };

/** The emulator has this one team. */
const TEAM = 'T000000001';

it('a team installs the app from a Slack by other authors, strict about clients, codes and scopes', async (test) => {
  const pagesPort = await findFreePort();
  const redirect = `http://127.0.0.1:${pagesPort}/slack/oauth_redirect`;
  const emulator = await createEmulator({
    service: 'slack',
    port: await findFreePort(),
    seed: {
      slack: {
        strict_scopes: true,
        channels: [{ name: 'launches' }],
        tokens: [{ token: 'xoxp-reader', scopes: ['channels:read'] }],
        oauth_apps: [
          { ...CLIENT, name: 'Threadwatch', redirect_uris: [redirect], scopes: ['commands', 'chat:write'] },
        ],
      },
    },
  });
  const store = await openStore('memory:');
  const records = store.collection('slack-installations', installationSchema);
  const replica = await startReplica({
    settings: {
      appToken: undefined,
      signingSecret: 'a-signing-secret',
      host: '127.0.0.1',
      port: 0,
      apiUrl: `${emulator.url}/api/`,
    },
    teams: {
      kind: 'several',
      clientId: CLIENT.client_id,
      clientSecret: CLIENT.client_secret,
      teamIds: [TEAM],
    },
    records,
    tokenKeys: [KEY],
    pagesPort,
    peopleOf: () => ({ load: async () => undefined, save: async () => undefined }),
  });
  test.onTestFinished(async () => {
    await replica.stop();
    await emulator.close();
    await store.close();
  });

  // The page on which Slack asks has a form for each person.
  const consent = await (await fetch(await replica.browser.begin())).text();
  const fields = [...consent.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
    name,
    value.replaceAll('&amp;', '&'),
  ]);
  const agreed = await fetch(`${emulator.url}/oauth/v2/authorize/callback`, {
    method: 'POST',
    body: new URLSearchParams(Object.fromEntries(fields)),
    redirect: 'manual',
  });
  const page = await replica.browser.open(agreed.headers.get('location') ?? '');
  expect(page.status).toBe(200);
  expect(page.text).toContain('✅ Installed');
  const record = await records.get(TEAM);
  expect(record).toMatchObject({ kind: 'installed', team: TEAM, scopes: ['commands', 'chat:write'] });

  const listed = await fetch(`${emulator.url}/api/conversations.list`, {
    method: 'POST',
    headers: { authorization: 'Bearer xoxp-reader' },
  });
  const { channels } = (await listed.json()) as { channels: { id: string }[] };
  const channel = { platform: 'slack', workspace: TEAM, id: channels[0]?.id ?? '' };
  const { id } = await replica.bot.platform.port.post(channel, CARD, 'n');
  await replica.bot.platform.port.edit(channel, id, CARD);

  const again = await replica.browser.open(agreed.headers.get('location') ?? '');
  expect(again.status).toBe(400);
});
