import { expect, it } from 'vitest';
import { FAILS_SOON, QUICK_CHECKS, status } from '../../support/scenarios.ts';
import { beginAlone } from './double/discordWorld.ts';
import { GUILD, MANAGE_GUILD, newChannel, PERSON, ROLE } from './double/payloads.ts';

const FAILING = '17900000000000001';
const READY = '17900000000000002';
const SUPPRESS_NOTIFICATIONS = 4_096;

it('an alert calls the chosen role and whoever asked, and nothing else ever calls anybody', async (test) => {
  const { discord, server, bot } = await beginAlone(test, {
    containers: { [FAILING]: FAILS_SOON, [READY]: [status('0s', 'FINISHED')] },
    env: { WATCH_CHECKS: QUICK_CHECKS },
  });
  const channel = newChannel();
  const manager = { channel, permissions: MANAGE_GUILD };
  for (const everyone of ['@everyone', '@here', `<@&${GUILD}>`])
    expect((await server.type('alerts', { mention: everyone }, manager)).text).toContain('everybody');
  expect((await server.type('alerts', { mention: '@launch' }, manager)).text).toContain(
    'alerts mention:none',
  );
  expect((await server.type('alerts', { mention: ROLE }, { channel })).text).toContain('managers');
  expect((await server.type('alerts', { mention: `<@&${ROLE}>` }, manager)).text).toContain(`<@&${ROLE}>`);
  const note = `@everyone <@&${GUILD}> <@1400000000000000009>`;
  await server.type('watch', { container: FAILING, note, mention: 'me' }, { channel });
  const alert = await bot.passUntil(server.message('❌', { channel }));

  const bodies = discord.calls.entries
    .filter(({ route, parts }) => route === 'post' && parts[0] === channel)
    .map(({ body }) => body as { content: string; allowed_mentions: object });
  const calling = bodies.filter(({ allowed_mentions: allowed }) => Object.keys(allowed).length > 1);
  expect(calling).toHaveLength(1);
  expect(calling[0]?.allowed_mentions).toEqual({ parse: [], roles: [ROLE], users: [PERSON] });
  expect(calling[0]?.content).toMatch(new RegExp(`^\\*\\*.*\\*\\* <@&${ROLE}> <@${PERSON}>$`, 's'));

  const person = '1400000000000000002';
  const answer = await server.press(alert, 'Acknowledge', { channel, person });
  expect(answer.text).toContain('You are taking care of this alert');
  const edited = await server.message('🙋', { channel });
  expect(edited.message).toBe(alert.message);
  expect(edited.text).toContain(`<@${person}>`);
  expect(edited.text).toContain(`<@&${ROLE}> <@${PERSON}>`);
  expect(edited.buttons.map(({ label }) => label)).not.toContain('Acknowledge');
  const edits = discord.calls.entries.filter(({ route }) => route === 'edit');
  for (const { body } of edits) expect(body).toMatchObject({ allowed_mentions: { parse: [] } });
  expect(JSON.stringify(edits.map(({ body }) => body))).not.toContain('"roles"');
});

it('a silent kind is posted with the flag for that, and others are not', async (test) => {
  const { discord, server, bot } = await beginAlone(test, {
    containers: { [FAILING]: FAILS_SOON },
    env: { WATCH_CHECKS: QUICK_CHECKS },
  });
  const channel = newChannel();
  const manager = { channel, permissions: MANAGE_GUILD };
  await server.type('alerts', { mention: `<@&${ROLE}>`, silent: 'failures' }, manager);
  await server.type('watch', { container: FAILING }, { channel });
  await bot.passUntil(server.message('❌', { channel }));
  const posts = discord.calls.entries.filter(({ route, parts }) => route === 'post' && parts[0] === channel);
  const flags = posts.map(({ body }) => {
    const { content, flags: set } = body as { content: string; flags?: number };
    return [content.includes('❌'), set];
  });
  expect(flags).toContainEqual([true, SUPPRESS_NOTIFICATIONS]);
  expect(flags.every(([isAlert, set]) => isAlert || set === undefined)).toBe(true);
  expect(JSON.stringify(posts.map(({ body }) => body))).not.toContain('"roles"');
});
