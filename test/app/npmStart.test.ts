import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { parseScenario } from '../../src/sandbox/schema/scenario.ts';
import { DiscordDouble } from '../chat/discord/double/discordDouble.ts';

it('npm start ends with 0 when npm gets SIGTERM', async () => {
  await using discord = await DiscordDouble.start();
  const sandbox = await startSandbox({ clock: systemClock, scenario: parseScenario({}) });
  const { PATH = '', HOME = '' } = process.env;
  const npm = spawn('npm', ['start'], {
    env: {
      PATH,
      HOME,
      STORE_URL: 'memory:',
      ...discord.environment,
      THREADS_API_URL: sandbox.url,
      THREADS_ACCESS_TOKEN: 'sandbox-token',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(npm, 'close');
  for await (const chunk of npm.stdout)
    if (String(chunk).includes('Threadwatch is ready')) npm.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  await sandbox.close();
});
