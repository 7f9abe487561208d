import { describe, expect, it } from 'vitest';
import { FAILS_SOON, QUICK_CHECKS, status } from '../../support/scenarios.ts';
import { beginAlone } from './double/discordWorld.ts';

const OPEN = '17900000000000100';
/** By channel, a container that fails. */
const FAILING: ReadonlyMap<string, string> = new Map(
  Array.from({ length: 4 }, (_, index) => [
    String(1_300_000_000_000_002_000n + BigInt(index)),
    `1790000000000000${index}`,
  ]),
);
const containers = Object.fromEntries([
  [OPEN, [status('0s', 'FINISHED')]],
  ...[...FAILING.values()].map((id) => [id, FAILS_SOON]),
]);

describe('a bot that Discord limits as a whole in the middle of its alerts', () => {
  it.for([
    ['for a moment', 2],
    ['for longer than a call is held back', 7],
  ] as const)('%s tells each channel once, and asks nothing meanwhile', async ([, seconds], test) => {
    const { discord, server, bot } = await beginAlone(test, {
      containers,
      env: { WATCH_CHECKS: QUICK_CHECKS },
    });
    discord.limitGlobally('❌ Container', seconds);
    for (const [channel, container] of FAILING) await server.type('watch', { container }, { channel });
    const refused = await bot.passUntil(discord.calls.next(({ status }) => status === 429));
    // Answers do not count towards the bot's limits.
    expect((await server.type('status', { container: OPEN })).text).toContain('ready to publish');
    for (const [channel, container] of FAILING)
      await bot.passUntil(server.message(`❌ Container \`${container}\``, { channel }));

    for (const [channel, container] of FAILING) {
      const alerts = [...discord.messages.values()].filter(
        ({ channel: where, body }) =>
          where === channel && /❌ Container(?!.*Watch ended)/u.test(JSON.stringify(body)),
      );
      expect(alerts).toHaveLength(1);
      expect(JSON.stringify(alerts)).toContain(container);
    }
    const calls = discord.calls.entries.filter(({ route }) => route === 'post' || route === 'edit');
    const early = calls.filter(({ at }) => at >= refused.at && at < refused.at + seconds * 1_000);
    // Only calls that were in flight when the first was refused, each once.
    expect(early.every(({ status }) => status === 429)).toBe(true);
    expect(new Set(early.map(({ route, parts: [channel] }) => `${route} ${channel}`)).size).toBe(
      early.length,
    );
    expect(calls.filter(({ status }) => status === 429)).toEqual(early);
  });
});
