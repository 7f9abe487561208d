import { expect, it } from 'vitest';
import { FAILS_SOON, QUICK_CHECKS } from '../../support/scenarios.ts';
import { shownPerson } from './double/slackDouble.ts';
import { beginAlone } from './double/slackWorld.ts';

const FAILING = '17900000000000001';
const GROUP = 'S0LAUNCH';
const MANAGER = 'U0MAY';
const ANNA = 'U0ANNA';

it('an alert calls the chosen group and whoever asked, and nothing else calls a group', async (test) => {
  const { slack, bot } = await beginAlone(test, {
    containers: { [FAILING]: FAILS_SOON },
    env: { WATCH_CHECKS: QUICK_CHECKS, MANAGERS: MANAGER },
  });
  slack.mayCall.push({ kind: 'group', id: GROUP }, { kind: 'person', id: ANNA });
  bot.start();
  await bot.ready();
  const channel = 'C0CALLED';
  const manager = { channel, user: MANAGER };
  const type = async (line: string, who: object): Promise<string> =>
    (await slack.command(line, who).answer()).text ?? '';
  for (const everyone of ['@here', '<!channel>', '<!here|here>', '<!everyone>'])
    expect(await type(`alerts mention:${everyone}`, manager)).toContain('everybody');
  expect(await type('alerts mention:@launch-team', manager)).toContain('alerts mention:none');
  expect(await type(`alerts mention:<!subteam^${GROUP}|@launch-team>`, { channel })).toContain('managers');
  const line = `alerts mention:<!subteam^${GROUP}|@launch-team> quiet:23:00-05:00 Europe/Berlin remind:30m`;
  const answer = await type(line, manager);
  for (const words of ['@launch-team', 'Europe/Berlin', '30 min']) expect(answer).toContain(words);
  await slack
    .command(`watch ${FAILING} note:"<!channel> <!subteam^S0OTHER|@o>" mention:me`, { channel })
    .answer();
  const alert = await bot.passUntil(slack.message(channel, '❌'));

  const mention = `<!subteam^${GROUP}> <@${ANNA}>`;
  expect(alert.texts[0]?.split('\n')[0]).toMatch(new RegExp(`^❌ .* ${mention.replace('^', '\\^')}$`));
  expect(alert.blocks[1]).toMatchObject({ type: 'section', text: { text: mention, verbatim: true } });
  const calls = slack.callsOf('chat.postMessage', channel);
  expect(calls.filter(({ args }) => JSON.stringify(args).includes('<!subteam'))).toHaveLength(1);
  for (const { args } of calls) expect(args).toMatchObject({ link_names: 'false', parse: 'none' });

  const press = await slack.press(alert, 'Acknowledge', { channel, user: 'U0BEN' }).answer();
  expect(press.text).toContain('You are taking care of this alert');
  const edited = await slack.message(channel, '🙋');
  expect(edited.ts).toBe(alert.ts);
  expect(edited.texts.at(-1)).toContain(shownPerson('U0BEN'));
  expect(edited.texts.at(-1)).toContain(mention);
  expect(JSON.stringify(edited.blocks)).not.toContain('Acknowledge');
});

it('a message names people without notifying them, also after a restart', async (test) => {
  const { slack, bot } = await beginAlone(test, {
    containers: { [FAILING]: FAILS_SOON },
    env: { WATCH_CHECKS: QUICK_CHECKS },
  });
  bot.start();
  await bot.ready();
  const channel = 'C0NAMED';
  await slack.command(`watch ${FAILING}`, { channel }).answer();
  const live = await slack.message(channel, FAILING);
  expect(live.texts[0]).toContain(shownPerson(ANNA));
  bot.kill('SIGKILL');
  await bot.ended();
  bot.start();
  await bot.ready();
  const alert = await bot.passUntil(slack.message(channel, '❌'));
  expect(alert.texts[0]).toContain(shownPerson(ANNA));
  const calls = slack.calls.filter(({ method }) => method.startsWith('chat.'));
  expect(calls.length).toBeGreaterThan(1);
  expect(JSON.stringify(calls)).not.toContain('<@');
});
