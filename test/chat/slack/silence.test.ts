import { describe, expect, it } from 'vitest';
import { FAILS_SOON, QUICK_CHECKS } from '../../support/scenarios.ts';
import { beginAlone } from './double/slackWorld.ts';

const [SILENT, BUSY, LATER] = ['17900000000000001', '17900000000000002', '17900000000000003'] as const;
const containers = { [SILENT]: FAILS_SOON, [BUSY]: FAILS_SOON, [LATER]: FAILS_SOON };

/** An alert, which says what to do; a live message does not. */
const failed = (container: string): RegExp =>
  new RegExp(`❌ Container .${container}. failed[^]*new container`);

describe('a Slack that does not answer a call,', () => {
  it.for([
    ['is silent', 'hang'],
    ['falls silent in the middle of its answer', 'half-answered'],
  ] as const)(
    'and %s has the alert posted later, once, and no other channel waits for it',
    async ([, fault], test) => {
      const { slack, bot } = await beginAlone(test, { containers, env: { WATCH_CHECKS: QUICK_CHECKS } });
      bot.start();
      await bot.ready();
      // The live message is answered; from the alert on, no call is answered.
      slack.fail('chat.postMessage C0SILENT', 'none', ...Array.from({ length: 100 }, () => fault));
      slack.fail('chat.postMessage C0BUSY', 'none', { status: 503 });
      await slack.command(`watch ${SILENT}`, { channel: 'C0SILENT' }).answer();
      await slack.command(`watch ${BUSY}`, { channel: 'C0BUSY' }).answer();
      await bot.passUntil(slack.events.until(() => slack.callsOf('chat.postMessage', 'C0SILENT')[1]));

      // One channel failed before too, and one has its first alert now.
      await slack.command(`watch ${LATER}`, { channel: 'C0LATER' }).answer();
      await bot.passUntil(slack.message('C0BUSY', failed(BUSY)));
      await bot.passUntil(slack.message('C0LATER', failed(LATER)));
      const isTold = () => slack.messages.some(({ texts }) => failed(SILENT).test(texts[0] ?? ''));
      expect(isTold()).toBe(false);

      slack.mend();
      // A call is given up after ten seconds; the channel is then left alone for as long.
      await bot.passUntil(slack.message('C0SILENT', failed(SILENT)));
      await bot.passUntil(slack.message('C0SILENT', 'Watch ended'));
      for (const channel of ['C0SILENT', 'C0BUSY', 'C0LATER'])
        expect(slack.messages.filter((each) => each.channel === channel)).toHaveLength(2);
    },
  );

  it('and took the message all the same has it twice: it can not be asked what stands in a channel', async (test) => {
    const { slack, bot } = await beginAlone(test, { containers, env: { WATCH_CHECKS: QUICK_CHECKS } });
    bot.start();
    await bot.ready();
    slack.fail('chat.postMessage C0SILENT', 'none', 'take and hang');
    await slack.command(`watch ${SILENT}`, { channel: 'C0SILENT' }).answer();
    const isTold = () => slack.messages.filter(({ texts }) => failed(SILENT).test(texts[0] ?? ''));
    await bot.passUntil(slack.events.until(() => isTold()[1]));
    await bot.passUntil(slack.message('C0SILENT', 'Watch ended'));
    expect(slack.messages).toHaveLength(3);
  });
});
