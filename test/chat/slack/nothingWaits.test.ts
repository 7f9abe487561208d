import { expect, it } from 'vitest';
import { FAILS_SOON, status } from '../../support/scenarios.ts';
import type { Fault } from './double/slackDouble.ts';
import { beginAlone } from './double/slackWorld.ts';

const [FAILS, READY, LATER] = ['17900000000000001', '17900000000000002', '17900000000000003'] as const;
const STORM = Array.from({ length: 12 }, (_, index) => String(17900000000001000n + BigInt(index)));
const containers = {
  ...Object.fromEntries(STORM.map((id) => [id, FAILS_SOON])),
  [FAILS]: FAILS_SOON,
  [LATER]: FAILS_SOON,
  [READY]: [status('0s', 'IN_PROGRESS'), status('0.001s', 'PUBLISHED')],
};
const env = { WATCH_CHECKS: '0s,1s,8s,23h,24h' };
const CHANNEL = 'C0LAUNCH';
const LINK = 'https://evil.example';

const failed = (container: string): string => `❌ Container \`${container}\` failed`;
const many = (fault: Fault): Fault[] => Array.from({ length: 10_000 }, () => fault);

/** An alert, which says what to do; a live message does not. */
const told = (container: string): RegExp => new RegExp(`❌(?=[^]*new container)[^]*${container}`);

it.for(['fatal_error', 'invalid_arguments', 'msg_too_long', 'internal_error'])(
  'an alert whose note makes Slack answer %s holds up no other, and comes without the note',
  async (code, test) => {
    const { slack, bot } = await beginAlone(test, { containers, env });
    bot.start();
    await bot.ready();
    slack.refuse((call) => (JSON.stringify(call.args).includes(LINK) ? code : undefined));
    await slack.command(`watch ${FAILS} note:"see ${LINK}"`, { channel: CHANNEL }).answer();
    await slack.command(`watch ${LATER}`, { channel: CHANNEL }).answer();
    await bot.passUntil(slack.message(CHANNEL, told(LATER)));
    await bot.passUntil(slack.message(CHANNEL, told(FAILS)));
    expect(bot.written.join('\n')).toContain(code);
    await bot.pass('10m');
    const calls = slack.callsOf('chat.postMessage').length;
    await bot.pass('10m');
    expect(slack.callsOf('chat.postMessage')).toHaveLength(calls);
  },
);

it.for<[string, Fault]>([
  ['limited for 15 minutes', { status: 429, headers: { 'retry-after': '900' } }],
  ['never answered', 'hang'],
  ['failing', { status: 503 }],
])('an alert does not wait for edits that are %s', async ([, fault], test) => {
  const { slack, bot, clock } = await beginAlone(test, { containers, env });
  bot.start();
  await bot.ready();
  slack.fail(`chat.update ${CHANNEL}`, ...many(fault));
  await slack.command(`watch ${READY}`, { channel: CHANNEL }).answer();
  await bot.passUntil(slack.events.until(() => slack.callsOf('chat.update', CHANNEL)[0]));
  const from = clock.lead;
  await slack.command(`watch ${FAILS}`, { channel: CHANNEL }).answer();
  await bot.passUntil(slack.message(CHANNEL, failed(FAILS)));
  // The check that finds it comes after 8 s at the latest, in a round of 5 s.
  expect(clock.lead - from).toBeLessThan(16_000);
});

it('an alert that would join a message about many is a new one where Slack does not answer the edit', async (test) => {
  const { slack, bot, clock } = await beginAlone(test, { containers, env });
  bot.start();
  await bot.ready();
  await slack.command(`watch ${STORM.join(' ')}`, { channel: CHANNEL }).answer();
  await bot.passUntil(slack.message(CHANNEL, '12 posts of brand failed'));
  await bot.passUntil(slack.message(CHANNEL, 'Watch ended'));
  slack.fail(`chat.update ${CHANNEL}`, ...many('hang'));
  const from = clock.lead;
  await slack.command(`watch ${FAILS}`, { channel: CHANNEL }).answer();
  await bot.passUntil(slack.message(CHANNEL, failed(FAILS)));
  expect(clock.lead - from).toBeLessThan(16_000);
});
