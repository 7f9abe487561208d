import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { beginAlone } from '../chat/discord/double/discordWorld.ts';
import { type Step, scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { Story } from '../support/story.ts';

const lineSchema = z.looseObject({ level: z.number(), msg: z.string() });

async function begin(
  containers: Readonly<Record<string, readonly Step[]>>,
  rest: Readonly<Record<string, unknown>> = {},
): Promise<Story> {
  const story = await Story.begin({
    scenario: scenarioOf(containers, rest),
    hookAddress: { url: 'http://127.0.0.1:9', reach: 'machine' },
  });
  onTestFinished(() => story.end());
  return story;
}

/** The lines of the log, from info on. */
function linesOf(story: Story): z.infer<typeof lineSchema>[] {
  const lines = story.log.trim().split('\n');
  return lines.map((line) => lineSchema.parse(JSON.parse(line))).filter(({ level }) => level >= 30);
}

it('an alert that was sent is one line, with its container, its channel and its message', async () => {
  const story = await begin({ [VIDEO]: [status('0s', 'IN_PROGRESS'), status('100s', 'ERROR', 'UNKNOWN')] });
  await story.type(`watch ${VIDEO}`);
  await story.pass('5m');
  const [alert] = story.alertsOn(VIDEO);
  expect(linesOf(story)).toMatchObject([
    {
      msg: 'an alert was sent',
      kind: 'container',
      account: 'brand',
      container: VIDEO,
      channel: { platform: 'terminal', id: 'c1' },
      messageId: alert?.id,
    },
  ]);
});

it('an outage, a refused token and a recovery are one line each, with the name of the account', async () => {
  const story = await begin(
    { [VIDEO]: [status('0s', 'IN_PROGRESS')] },
    {
      faults: [
        { from: '50s', to: '30m', http: 500, error: { code: 2 } },
        { from: '30m', to: '2h', http: 401, error: { code: 190, error_subcode: 463 } },
      ],
    },
  );
  await story.type(`watch ${VIDEO}`);
  await story.pass('6h');
  const lines = linesOf(story).filter(({ msg }) => msg !== 'an alert was sent');
  expect(lines.map(({ msg }) => msg.split(':')[0])).toEqual([
    'an account has an outage',
    'Threads refuses the access token of an account',
    'the outage of an account is over',
  ]);
  for (const line of lines) expect(line).toMatchObject({ level: 30, account: 'brand' });
  expect(lines[1]?.msg).toContain("the account's access token has expired");
});

it('a hook that was made, and a lost channel, are one line each, and the key is in none', async () => {
  const story = await begin({ [VIDEO]: [status('0s', 'IN_PROGRESS')] });
  const answer = await story.type('hook on');
  const [, key = 'there is no URL'] = /\/hook\/([\w-]+)/.exec(answer) ?? [];
  story.chat.failed.add('c1');
  await story.type(`watch ${VIDEO}`);
  await story.pass('1m');
  const lines = linesOf(story).filter(({ msg }) => msg !== 'an alert was sent');
  expect(lines).toMatchObject([
    { msg: 'a hook was made', name: 'hook-1', account: 'brand', channel: { id: 'c1' } },
    { msg: expect.stringContaining("a channel can't be posted to any more"), channel: { id: 'c1' } },
  ]);
  expect(key.length).toBeGreaterThan(20);
  expect(story.log).not.toContain(key);
});

it('the program warns at its start of an account that can not be called, and says at last that it stopped', async (test) => {
  const { sandbox, bot } = await beginAlone(test, {
    containers: {},
    env: { THREADS_ACCESS_TOKEN: 'planted-refused-token' },
  });
  const { level } = await bot.says("an account can't be called: Threads refuses");
  expect(level).toBe(40);
  expect(bot.log.filter(({ msg }) => msg.startsWith("an account can't be called"))).toHaveLength(1);
  expect(sandbox.calls.length).toBeGreaterThan(0);
  const before = bot.log.length;
  bot.kill('SIGTERM');
  expect(await bot.ended()).toBe(0);
  expect(bot.log.slice(before).map(({ msg }) => msg)).toEqual(['stopped']);
  expect(bot.written.join('\n')).not.toContain('planted-refused-token');
});
