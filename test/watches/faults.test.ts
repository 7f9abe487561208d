import { expect, it, onTestFinished } from 'vitest';
import { Accounts } from '../../src/accounts.ts';
import { openStore } from '../../src/store/openStore.ts';
import { CrashingStore } from '../support/crashingStore.ts';
import { scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { Story } from '../support/story.ts';

const FAILING = { [VIDEO]: [status('0s', 'IN_PROGRESS'), status('100s', 'ERROR', 'UNKNOWN')] };

it('a store that fails for a while costs no alert: the look is made again', async () => {
  const store = new CrashingStore(await openStore('memory:'));
  const story = await Story.begin({ scenario: scenarioOf(FAILING), store });
  onTestFinished(() => story.end());
  await story.type(`watch ${VIDEO}`);
  store.dieAfter(0);
  await story.pass('5m').catch(() => undefined);
  expect(story.log).toContain('a look failed on our side; it is made again');
  store.revive();
  await story.pass('10m');
  expect(story.alertsOn(VIDEO)).toHaveLength(1);
});

it('a command whose store fails says that nothing is lost, and to try again', async () => {
  const store = new CrashingStore(await openStore('memory:'));
  const story = await Story.begin({ scenario: scenarioOf(FAILING), store });
  onTestFinished(() => story.end());
  store.dieAfter(0);
  const place = { platform: 'terminal', workspace: 'w1', channel: 'c1' } as const;
  const card = await story.bot.dispatch({
    command: 'watch',
    args: { container: VIDEO },
    place,
    person: { id: 'ann', isManager: true },
  });
  expect(story.render(card)).toContain('Something went wrong on our side; nothing that was watched is lost');
  store.revive();
});

it('a watch whose account was taken out of the configuration tells its channel so', async () => {
  const options = { scenario: scenarioOf({ [VIDEO]: [status('0s', 'FINISHED')] }) };
  const store = await openStore('memory:');
  const story = await Story.begin({ ...options, store });
  onTestFinished(() => story.end());
  await story.type(`watch ${VIDEO}`);
  await story.restart(new Accounts([]));
  await story.pass('2m');
  expect(story.alerts().map(({ first }) => first.split('\n')[0])).toEqual([
    "🔑 Nothing of brand can be seen: Threads refuses the account's access token",
  ]);
});

it('a corrupt record is passed over at the start, named in the log, and left as it is', async () => {
  const { z } = await import('zod');
  const store = await openStore('memory:');
  await store.collection('watches', z.unknown()).set('brand/1', { version: 9 });
  const story = await Story.begin({ scenario: scenarioOf(FAILING), store });
  onTestFinished(() => story.end());
  expect(story.log).toContain('brand/1');
  expect(await store.collection('watches', z.unknown()).get('brand/1')).toEqual({ version: 9 });
  await story.type(`watch ${VIDEO}`);
  await story.pass('3m');
  expect(story.alertsOn(VIDEO)).toHaveLength(1);
});
