import { describe, expect, it } from 'vitest';
import { findFreePort } from '../../support/findFreePort.ts';
import { status } from '../../support/scenarios.ts';
import { beginAlone } from './double/slackWorld.ts';

const SLOW = '17900000000000003';
const containers = { [SLOW]: [status('0s', 'IN_PROGRESS')] };

describe('the program, with Slack alone', () => {
  it('ends with a line that names the variable where the token is refused', async (test) => {
    const { slack, bot } = await beginAlone(test, { containers });
    slack.fail('auth.test', 'invalid_auth');
    bot.start();
    expect(await bot.ended()).toBe(1);
    expect(bot.errors.join('\n')).toMatch(/SLACK_BOT_TOKEN.*OAuth & Permissions/);
  });

  it('ends so too where the token is revoked later, and keeps what is watched', async (test) => {
    const { slack, bot } = await beginAlone(test, { containers });
    bot.start();
    await bot.ready();
    await slack.command(`watch ${SLOW}`).answer();
    slack.fail('auth.test', 'token_revoked');
    slack.fail('chat.postMessage C0OTHER', 'token_revoked');
    slack.command(`watch ${SLOW}`, { channel: 'C0OTHER' });
    expect(await bot.ended()).toBe(1);
    expect(bot.errors.join('\n')).toMatch(/SLACK_BOT_TOKEN: the token was revoked/);
    bot.start();
    await bot.ready();
    for (const channel of ['C0GENERAL', 'C0OTHER']) {
      const { text } = await slack.command('watches', { channel }).answer();
      expect(text).toContain('This channel watches one post');
    }
  });

  it('sends again what Slack took and it could not note before it was killed', async (test) => {
    const { slack, bot } = await beginAlone(test, { containers });
    bot.start();
    await bot.ready();
    slack.fail('chat.postMessage', 'take and hang');
    slack.command(`watch ${SLOW}`);
    await slack.message('C0GENERAL', SLOW);
    bot.kill('SIGKILL');
    expect(await bot.ended()).toBe('killed');
    bot.start();
    const again = await slack.events.until(() => slack.messages[1]);
    expect(again.texts[0]).toContain(SLOW);
    await bot.ready();
    const { text } = await slack.command('watches').answer();
    expect(text).toContain('This channel watches one post');
    expect(slack.callsOf('chat.postMessage')).toHaveLength(2);
  });

  it('waits for a Slack that is down at the start, and ends with 0 when told to', async (test) => {
    const port = await findFreePort();
    const { slack, bot } = await beginAlone(test, { containers, double: { port } });
    await slack.close();
    bot.start();
    await bot.says('Slack can’t be reached');
    await slack.listen();
    await bot.passUntil(bot.ready());
    expect((await slack.command('help').answer()).text).toContain('Threadwatch tells');
    const before = bot.log.length;
    bot.kill('SIGTERM');
    expect(await bot.ended()).toBe(0);
    expect(bot.log.slice(before).map(({ msg }) => msg)).toEqual(['stopped']);
    expect(bot.errors).toEqual([]);
  });
});
