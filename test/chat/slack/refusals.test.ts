import { describe, expect, it } from 'vitest';
import { findFreePort } from '../../support/findFreePort.ts';
import { isThorough } from '../../support/isThorough.ts';
import { status } from '../../support/scenarios.ts';
import { beginAlone } from './double/slackWorld.ts';

const SLOW = '17900000000000003';
const containers = { [SLOW]: [status('0s', 'IN_PROGRESS')] };

describe('what Slack refuses is named by its own word', () => {
  it('a token of an app that is installed for a whole organisation ends the start', async (test) => {
    const { slack, bot } = await beginAlone(test, { containers });
    slack.isForOrganisation = true;
    bot.start();
    expect(await bot.ended()).toBe(1);
    expect(bot.errors.join('\n')).toMatch(
      /SLACK_BOT_TOKEN: the token belongs to an app that is installed for a whole organisation.*xoxb/,
    );
  });

  it.for([
    ['link_disabled', 'Socket Mode is switched off', 12],
    ['something_new', 'no other reason', 40],
    // Backs off as the one above.
    ...(isThorough ? [['too_many_websockets', 'too many open connections', 40] as const] : []),
  ] as const)('%s ends each connection: the attempts back off', async ([reason, words, most], test) => {
    const port = await findFreePort();
    const { slack, bot } = await beginAlone(test, { containers, env: { HTTP_PORT: String(port) } });
    slack.endsWith = reason;
    bot.start();
    const line = await bot.says(`(${reason})`);
    expect(line.level).toBeGreaterThanOrEqual(40);
    expect(line.msg).toContain(words);
    await bot.pass('10m');
    expect(slack.callsOf('apps.connections.open').length).toBeLessThanOrEqual(most);
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
    expect([ready.status, await ready.text()]).toEqual([503, expect.stringContaining(words)]);
    slack.endsWith = undefined;
    await bot.pass('12m');
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
  });

  it('a refused apps.connections.open', async (test) => {
    const { slack, bot } = await beginAlone(test, { containers });
    slack.fail('apps.connections.open', 'ekm_access_denied');
    bot.start();
    expect((await bot.says('(ekm_access_denied)')).msg).toContain('suspended the use of the app');
    await bot.passUntil(bot.ready());
  });
});

it('somebody of another company in a shared channel can’t press buttons, and reads who can', async (test) => {
  const { slack, bot } = await beginAlone(test, { containers });
  bot.start();
  await bot.ready();
  slack.command(`watch ${SLOW}`);
  const message = await slack.message('C0GENERAL', SLOW);
  const guest = slack.press(message, 'Stop watching', { user: 'U0GUEST', homeTeam: 'T0PARTNER' });
  expect((await guest.answer()).text).toContain('Only people of the workspace that runs this Threadwatch');
  expect((await slack.command('watches').answer()).text).toContain('This channel watches one post');
});
