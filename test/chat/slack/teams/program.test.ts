import { expect, it } from 'vitest';
import { findFreePort } from '../../../support/findFreePort.ts';
import { status } from '../../../support/scenarios.ts';
import { Browser } from '../double/browser.ts';
import { CLIENT_ID, CLIENT_SECRET } from '../double/slackGrants.ts';
import { openSlackWorld } from '../double/slackWorld.ts';
import { A, B, KEY, STRANGER } from '../double/teamsWorld.ts';

const FAILS = '17900000000000001';
const containers = { [FAILS]: [status('0s', 'IN_PROGRESS'), status('100s', 'ERROR', 'UNKNOWN')] };

it('the program serves two teams from the first page to the removal, across a kill', async (test) => {
  const port = await findFreePort();
  const site = `http://127.0.0.1:${port}`;
  const env = {
    SLACK_BOT_TOKEN: '',
    SLACK_CLIENT_ID: CLIENT_ID,
    SLACK_CLIENT_SECRET: CLIENT_SECRET,
    SLACK_TEAM_IDS: `${A},${B}`,
    PUBLIC_URL: site,
    HTTP_PORT: String(port),
    TOKEN_KEY: KEY,
    MANAGERS: 'U0ANNA',
  };
  const { slack, bot, close } = await openSlackWorld({ containers, env });
  test.onTestFinished(close);
  bot.start();
  await bot.passUntil(bot.ready());
  expect(await (await fetch(`${site}/readyz`)).text()).toBe('ready\n');
  await bot.says('not every Slack workspace has installed the app');

  for (const team of [A, B, STRANGER]) {
    const page = await new Browser(site).install(() => slack.grants.agree({ team }));
    expect([team, page.status]).toEqual([team, team === STRANGER ? 403 : 200]);
  }
  for (const team of [A, B]) await slack.command(`watch ${FAILS} note:"of ${team}"`, { team }).answer();
  for (const team of [A, B]) await slack.message('C0GENERAL', `of ${team}`);
  bot.kill('SIGKILL');
  await bot.ended();
  bot.start();
  await bot.passUntil(bot.ready());
  for (const team of [A, B])
    await bot.passUntil(slack.message('C0GENERAL', new RegExp(`“of ${team}” failed`)));
  const posted = slack.messages.map(({ team, texts }) => [team, texts.join('\n')] as const);
  expect(posted).toHaveLength(4);
  for (const [team, text] of posted) {
    expect(text).toContain(`of ${team}`);
    expect(text).not.toContain(`of ${team === A ? B : A}`);
  }

  await slack.command('alerts on', { team: A }).answer();
  slack.grants.remove(A);
  await slack.tellEvent(A, { type: 'app_uninstalled' });
  await bot.says('a Slack workspace removed the app; its token is deleted');
  await bot.says("a channel can't be posted to any more; its subscriptions have ended");
  const { text } = await slack.command('doctor', { team: B }).answer();
  expect(text).not.toContain(A);

  await new Browser(site).install(() => slack.grants.agree({ team: A }));
  const shown = await slack.command('alerts show', { team: A }).answer();
  expect(shown.text).toMatch(/off|no alerts|turn/i);
  const lost = await slack.command('doctor', { team: A }).answer();
  expect(lost.text).toContain('Threadwatch was removed from the workspace');

  for (const secret of [...slack.grants.issued, CLIENT_SECRET, KEY])
    expect(bot.written.join('\n')).not.toContain(secret);
  bot.kill('SIGTERM');
  expect(await bot.ended()).toBe(0);
  expect(bot.errors).toEqual([]);
});
