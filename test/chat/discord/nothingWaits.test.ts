import { expect, it } from 'vitest';
import { FAILS_SOON, status } from '../../support/scenarios.ts';
import type { Fault } from './double/discordDouble.ts';
import { beginAlone } from './double/discordWorld.ts';
import { newChannel } from './double/payloads.ts';

const [FAILS, READY, LATER] = ['17900000000000001', '17900000000000002', '17900000000000003'] as const;
const containers = {
  [FAILS]: FAILS_SOON,
  [LATER]: FAILS_SOON,
  [READY]: [status('0s', 'IN_PROGRESS'), status('0.001s', 'PUBLISHED')],
};
const env = { WATCH_CHECKS: '0s,1s,8s,23h,24h' };
const LINK = 'https://evil.example';
const ALWAYS = 10_000;

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
    const { discord, server, bot } = await beginAlone(test, { containers, env });
    const channel = newChannel();
    for (const route of ['post', 'edit'] as const)
      discord.fail({ route, channel, says: LINK, status: http, code, times: ALWAYS });
    await server.type('watch', { container: FAILS, note: `see ${LINK}` }, { channel });
    await server.type('watch', { container: LATER }, { channel });
    await bot.passUntil(server.message(told(LATER), { channel }));
    await bot.passUntil(server.message(told(FAILS), { channel }));
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
  const { discord, server, bot, clock } = await beginAlone(test, { containers, env });
  const channel = newChannel();
  discord.fail({ route: 'edit', channel, times: ALWAYS, ...fault });
  await server.type('watch', { container: READY }, { channel });
  await bot.passUntil(discord.calls.next(({ route }) => route === 'edit'));
  const from = clock.lead;
  await server.type('watch', { container: FAILS }, { channel });
  await bot.passUntil(server.message(failed(FAILS), { channel }));
  // The check that finds it comes after 8 s at the latest, in a round of 5 s.
  expect(clock.lead - from).toBeLessThan(16_000);
});
