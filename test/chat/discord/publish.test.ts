import { expect, it } from 'vitest';
import { status } from '../../support/scenarios.ts';
import { beginAlone } from './double/discordWorld.ts';
import { newChannel, ROLE } from './double/payloads.ts';

const READY = '17900000000000002';

it('a ready post is published by its button, a question and a press, by whoever has a role in PUBLISHERS', async (test) => {
  const { server, bot, sandbox } = await beginAlone(test, {
    containers: { [READY]: [status('0s', 'FINISHED')] },
    env: { PUBLISHERS: ROLE },
  });
  const channel = newChannel();
  const publisher = { channel, roles: [ROLE] };
  await server.type('watch', { container: READY, note: 'launch video' }, { channel });
  // Posted before the container's first check, or after it.
  const live = await bot.passUntil(server.message('ready to publish', { channel }));
  await bot.pass('40s');

  const stranger = '1400000000000000003';
  const refused = await server.press(live, 'Publish', { channel, person: stranger });
  expect(refused.text).toMatch(/managers of this workspace[\s\S]*`PUBLISHERS`[\s\S]*1400000000000000003/);
  const question = await server.press(live, 'Publish', publisher);
  expect(question.text).toContain('Publish “launch video”?');
  expect(question.text).toContain(READY);
  expect((await server.press(question, 'Publish', { channel, person: stranger })).text).toContain(
    'PUBLISHERS',
  );
  expect(sandbox.calls.filter(({ method }) => method === 'POST')).toEqual([]);

  const answers = await Promise.all([
    server.press(question, 'Publish', publisher),
    server.press(question, 'Publish', publisher),
  ]);
  for (const { text } of answers) expect(text).toContain('is published');
  const told = await server.message('Publish pressed by', { channel });
  expect(told.route).toBe('post');
  expect(told.text).toMatch(/is published[\s\S]*\[Open the post\]\(<https:\/\/www\.threads\.net\/@/);
  expect((await server.message('Watch ended', { channel })).text).toContain('was published');
  expect(sandbox.calls.filter(({ method }) => method === 'POST')).toHaveLength(1);
});

it('a lost answer is told at once, and added to once the status says that the post is out', async (test) => {
  const { server, bot, sandbox } = await beginAlone(test, {
    containers: { [READY]: [status('0s', 'FINISHED')] },
    env: { PUBLISHERS: ROLE },
  });
  const channel = newChannel();
  const publisher = { channel, roles: [ROLE] };
  await server.type('watch', { container: READY }, { channel });
  await server.message(READY, { channel });
  await bot.pass('40s');
  await fetch(`${sandbox.url}/_sandbox/faults`, {
    method: 'POST',
    body: JSON.stringify({ only: 'publish', drop: true, publishes: '45s' }),
  });
  const question = await server.type('publish', { container: READY }, publisher);
  const answer = await server.press(question, 'Publish', publisher);
  expect(answer.text).toMatch(/is not published so far[\s\S]*publish it again/);
  const told = await server.message('is not published so far', { channel });
  const edited = await bot.passUntil(server.message('Since then: it is published', { channel }));
  expect(edited.message).toBe(told.message);
  expect(edited.text).toContain('is not published so far');
  expect(edited.text).toContain('Open the post');
});

it('a program that is killed while Threads is at it publishes nothing again, and tells what became of it', async (test) => {
  const { server, bot, sandbox, discord } = await beginAlone(test, {
    containers: { [READY]: [status('0s', 'FINISHED')] },
    env: { PUBLISHERS: ROLE },
  });
  const channel = newChannel();
  const publisher = { channel, roles: [ROLE] };
  await server.type('watch', { container: READY }, { channel });
  await server.message(READY, { channel });
  await bot.pass('40s');
  await fetch(`${sandbox.url}/_sandbox/faults`, {
    method: 'POST',
    body: JSON.stringify({ only: 'publish', hang: true, publishes: '0s' }),
  });
  const question = await server.type('publish', { container: READY }, publisher);
  const answer = await bot.passUntil(server.press(question, 'Publish', publisher));
  expect(answer.text).toContain('is still being published');
  bot.kill('SIGKILL');
  await bot.ended();
  const from = discord.calls.entries.length;
  bot.start();
  const told = await bot.passUntil(server.message('Publish pressed by', { channel, from }));
  expect(told.text).toMatch(/is published[\s\S]*Open the post/);
  expect(sandbox.calls.filter(({ method }) => method === 'POST')).toHaveLength(1);
  const again = await server.press(question, 'Publish', publisher);
  expect(again.text).toContain('is published');
  expect(sandbox.calls.filter(({ method }) => method === 'POST')).toHaveLength(1);
});
