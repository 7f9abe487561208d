import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { examinePlatforms } from '../../../src/app/doctor/examinePlatforms.ts';

it('a platform that does not answer is a fault within a bounded time', async () => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  onTestFinished(() => {
    silent.closeAllConnections();
    silent.close();
  });
  const { port } = silent.address() as AddressInfo;
  const slack = {
    teams: { kind: 'one' as const, botToken: 'xoxb-1' },
    appToken: undefined,
    signingSecret: '0a'.repeat(16),
    host: '127.0.0.1',
    port: 0,
    apiUrl: `http://127.0.0.1:${port}/api/`,
  };
  const config = { discord: undefined, slack, proxy: undefined, commandName: 'threads' };
  const { findings } = await examinePlatforms(config, [], { longest: 50 });
  expect(findings).toMatchObject([{ grade: 'fault' }]);
  expect(JSON.stringify(findings)).toContain(' is too slow: its checks were not done after ');
});
