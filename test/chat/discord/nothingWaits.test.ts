import { afterAll, beforeAll, expect, it, type TestContext } from 'vitest';
import { FAILS_SOON, status } from '../../support/scenarios.ts';
import type { Fault } from './double/discordDouble.ts';
import { type DiscordWorld, openDiscordWorld } from './double/discordWorld.ts';
import { newChannel } from './double/payloads.ts';

/** The containers of each test: two that fail, and one that is ready. */
const trios = Array.from({ length: 8 }, (_, index) => {
  const [fails, later, ready] = [0n, 1n, 2n].map((n) =>
    String(17_900_000_000_000_000n + 10n * BigInt(index) + n),
  );
  return { fails: fails ?? '', later: later ?? '', ready: ready ?? '' };
});
const containers = Object.fromEntries(
  trios.flatMap(({ fails, later, ready }) => [
    [fails, FAILS_SOON],
    [later, FAILS_SOON],
    [ready, [status('0s', 'IN_PROGRESS'), status('0.001s', 'PUBLISHED')]],
  ]),
);
const LINK = 'https://evil.example';
const ALWAYS = 10_000;

let world: DiscordWorld;

beforeAll(async () => {
  world = await openDiscordWorld({ containers, env: { WATCH_CHECKS: '0s,1s,8s,23h,24h' } });
  world.bot.start();
  await world.bot.ready();
});
afterAll(() => world.close());

/** The one world, with containers and a channel that no other test has. */
function begin({ onTestFinished }: TestContext) {
  onTestFinished(() => world.discord.mend());
  const trio = trios.pop();
  if (trio === undefined) throw new Error('no containers are left');
  return { ...world, ...trio, channel: newChannel() };
}

const failed = (container: string): string => `❌ Container \`${container}\` failed`;

/** An alert, which says what to do; a live message does not. */
const told = (container: string): RegExp => new RegExp(`❌(?=[^]*new container)[^]*${container}`);

it.for([
  [400, 240_000],
  [403, 200_000],
  [400, 50_035],
  [500, 0],
] as const)(
  'an alert whose note makes Discord answer %i with code %i holds up no other, and comes without the note',
  async ([http, code], test) => {
    const { discord, server, bot, channel, fails, later } = begin(test);
    for (const route of ['post', 'edit'] as const)
      discord.fail({ route, channel, says: LINK, status: http, code, times: ALWAYS });
    await server.type('watch', { container: fails, note: `see ${LINK}` }, { channel });
    await server.type('watch', { container: later }, { channel });
    await bot.passUntil(server.message(told(later), { channel }));
    await bot.passUntil(server.message(told(fails), { channel }));
    await bot.pass('10m');
    const calls = discord.calls.entries.length;
    await bot.pass('10m');
    expect(discord.calls.entries.slice(calls)).toEqual([]);
  },
);

it.for<[string, Omit<Fault, 'route'>]>([
  [
    'limited for 15 minutes',
    { status: 429, retryAfter: 900, headers: { 'retry-after': '900', 'x-ratelimit-scope': 'user' } },
  ],
  [
    'limited for 4 seconds, again and again',
    { status: 429, retryAfter: 4, headers: { 'retry-after': '4', 'x-ratelimit-scope': 'user' } },
  ],
  ['never answered', { status: 500, silent: true }],
  ['failing', { status: 503 }],
])('an alert does not wait for edits that are %s', async ([, fault], test) => {
  const { discord, server, bot, clock, channel, fails, ready } = begin(test);
  discord.fail({ route: 'edit', channel, times: ALWAYS, ...fault });
  await server.type('watch', { container: ready }, { channel });
  await bot.passUntil(discord.calls.next(({ route, parts }) => route === 'edit' && parts[0] === channel));
  const from = clock.lead;
  await server.type('watch', { container: fails }, { channel });
  await bot.passUntil(server.message(failed(fails), { channel }));
  // The check that finds it comes after 8 s at the latest, in a round of 5 s.
  expect(clock.lead - from).toBeLessThan(16_000);
});
