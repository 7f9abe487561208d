import { afterAll, beforeAll, expect, it, type TestContext } from 'vitest';
import { FAILS_SOON, status } from '../../support/scenarios.ts';
import type { Fault } from './double/slackDouble.ts';
import { openSlackWorld, type SlackWorld } from './double/slackWorld.ts';

/** The containers of each test: two that fail, and one that is ready. */
const trios = Array.from({ length: 8 }, (_, index) => {
  const [fails, later, ready] = [0n, 1n, 2n].map((n) =>
    String(17_900_000_000_000_000n + 10n * BigInt(index) + n),
  );
  return { fails: fails ?? '', later: later ?? '', ready: ready ?? '', channel: `C0LAUNCH${index}` };
});
const STORM = Array.from({ length: 12 }, (_, index) => String(17_900_000_000_001_000n + BigInt(index)));
const containers = Object.fromEntries([
  ...STORM.map((id) => [id, FAILS_SOON]),
  ...trios.flatMap(({ fails, later, ready }) => [
    [fails, FAILS_SOON],
    [later, FAILS_SOON],
    [ready, [status('0s', 'IN_PROGRESS'), status('0.001s', 'PUBLISHED')]],
  ]),
]);
const LINK = 'https://evil.example';

const failed = (container: string): string => `❌ Container \`${container}\` failed`;
const many = (fault: Fault): Fault[] => Array.from({ length: 10_000 }, () => fault);

let world: SlackWorld;

beforeAll(async () => {
  world = await openSlackWorld({ containers, env: { WATCH_CHECKS: '0s,1s,8s,23h,24h' } });
  world.bot.start();
  await world.bot.ready();
});
afterAll(() => world.close());

/** The one world, with containers and a channel that no other test has. */
function begin({ onTestFinished }: TestContext) {
  onTestFinished(() => world.slack.mend());
  const trio = trios.pop();
  if (trio === undefined) throw new Error('no containers are left');
  return { ...world, ...trio };
}

/** An alert, which says what to do; a live message does not. */
const told = (container: string): RegExp => new RegExp(`❌(?=[^]*new container)[^]*${container}`);

it.for(['fatal_error', 'invalid_arguments', 'msg_too_long', 'internal_error'])(
  'an alert whose note makes Slack answer %s holds up no other, and comes without the note',
  async (code, test) => {
    const { slack, bot, channel, fails, later } = begin(test);
    const written = bot.written.length;
    slack.refuse((call) => (JSON.stringify(call.args).includes(LINK) ? code : undefined));
    await slack.command(`watch ${fails} note:"see ${LINK}"`, { channel }).answer();
    await slack.command(`watch ${later}`, { channel }).answer();
    await bot.passUntil(slack.message(channel, told(later)));
    await bot.passUntil(slack.message(channel, told(fails)));
    expect(bot.written.slice(written).join('\n')).toContain(code);
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
  const { slack, bot, clock, channel, fails, ready } = begin(test);
  slack.fail(`chat.update ${channel}`, ...many(fault));
  await slack.command(`watch ${ready}`, { channel }).answer();
  await bot.passUntil(slack.events.until(() => slack.callsOf('chat.update', channel)[0]));
  const from = clock.lead;
  await slack.command(`watch ${fails}`, { channel }).answer();
  await bot.passUntil(slack.message(channel, failed(fails)));
  // The check that finds it comes after 8 s at the latest, in a round of 5 s.
  expect(clock.lead - from).toBeLessThan(16_000);
});

it('an alert that would join a message about many is a new one where Slack does not answer the edit', async (test) => {
  const { slack, bot, clock, channel, fails } = begin(test);
  await slack.command(`watch ${STORM.join(' ')}`, { channel }).answer();
  await bot.passUntil(slack.message(channel, '12 posts of brand failed'));
  await bot.passUntil(slack.message(channel, 'Watch ended'));
  slack.fail(`chat.update ${channel}`, ...many('hang'));
  const from = clock.lead;
  await slack.command(`watch ${fails}`, { channel }).answer();
  await bot.passUntil(slack.message(channel, failed(fails)));
  expect(clock.lead - from).toBeLessThan(16_000);
});
