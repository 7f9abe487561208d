import { expect, it } from 'vitest';
import { Accounts } from '../../src/accounts/accounts.ts';
import { readConfig } from '../../src/app/config.ts';
import { accountsOf } from '../../src/replica/partitionAccounts.ts';

const [KEPT, REMOVED] = ['1200000000000000001', '1200000000000000002'];

it('a workspace that was taken out of the variables is bound to the single account no more, though the layout has it', () => {
  const { accounts } = readConfig({
    DISCORD_TOKEN: 'x',
    DISCORD_GUILD_IDS: KEPT,
    SLACK_CLIENT_ID: '1.2',
    SLACK_CLIENT_SECRET: 'x',
    SLACK_SIGNING_SECRET: 'x',
    SLACK_TEAM_IDS: 'T0KEPT',
    HTTP_PORT: '8080',
    PUBLIC_URL: 'https://bot.example.com',
    TOKEN_KEY: Buffer.alloc(32).toString('base64'),
    THREADS_ACCESS_TOKEN: 'x',
    STORE_URL: 'redis://127.0.0.1:6379',
    CLUSTER: 'on',
  });
  const [name = ''] = accounts.map((account) => account.name);
  const layout = {
    accounts: new Map([[name, 3]]),
    workspaces: new Map([KEPT, REMOVED, 'T0KEPT', 'T0GONE'].map((id) => [id, 3])),
  };
  const own = new Accounts(accountsOf(3, accounts, layout));
  const served = [KEPT, REMOVED, 'T0KEPT', 'T0GONE'].filter((id) => own.boundTo(id).length > 0);
  expect(served).toEqual([KEPT, 'T0KEPT']);
  expect(accountsOf(4, accounts, layout)).toEqual([]);
});
