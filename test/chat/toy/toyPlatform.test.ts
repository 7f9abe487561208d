import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../../src/app/config.ts';
import { type Program, startProgram } from '../../../src/app/startProgram.ts';
import { systemClock } from '../../../src/clock.ts';
import { Faults } from '../../../src/faults.ts';
import { createLog } from '../../../src/log.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts';
import { parseScenario } from '../../../src/sandbox/schema/scenario.ts';
import { Secrets } from '../../../src/secrets.ts';
import { openStore } from '../../../src/store/openStore.ts';
import { createThreadsApi } from '../../../src/threads/createThreadsApi.ts';
import { FAILS_SOON, QUICK_CHECKS, scenarioOf, VIDEO } from '../../support/scenarios.ts';
import { ToyPlatform } from './toyPlatform.ts';
import { ToyServer } from './toyServer.ts';

/** The whole program, on a platform that no file of it knows. */
describe('a fourth platform', () => {
  const server = new ToyServer();
  const platform = new ToyPlatform(server);
  let sandbox: Sandbox;
  let program: Program;

  beforeAll(async () => {
    const scenario = parseScenario(scenarioOf({ [VIDEO]: FAILS_SOON }));
    sandbox = await startSandbox({ clock: systemClock, scenario });
    const config = readConfig({
      DISCORD_TOKEN: 'unused',
      DISCORD_GUILD_IDS: '1200000000000000001',
      THREADS_ACCOUNTS: '[{"name":"brand","token":"sandbox-token","workspaces":["toys"]}]',
      THREADS_API_URL: sandbox.url,
      STORE_URL: 'memory:',
      WATCH_CHECKS: QUICK_CHECKS,
    });
    const secrets = new Secrets();
    program = await startProgram({
      config,
      store: await openStore(config.storeUrl),
      threads: createThreadsApi({
        ...config.threads,
        clock: systemClock,
        redact: (text) => secrets.hide(text),
      }),
      platforms: new Map([['toy', platform]]),
      clock: systemClock,
      random: Math.random,
      log: createLog({ level: 'silent', secrets, destination: process.stdout }),
      secrets,
      faults: new Faults(),
      timeZone: 'UTC',
    });
    await program.connected;
  });

  afterAll(async () => {
    await program.stop();
    await sandbox.close();
    expect(server.violations).toEqual([]);
  });

  it('has its commands answered', async () => {
    expect(platform.isConnected).toBe(true);
    expect(await server.type('', 'launches')).toContain('/threads status <container>');
    expect(await server.type(`status ${VIDEO}`, 'launches')).toContain(`Container ${VIDEO} is `);
    expect(await server.type('stauts', 'launches')).toContain('Unknown command stauts');
    expect(await server.type('alerts on', 'launches')).toContain('alerts is for managers of this workspace');
  });

  it('is notified in its channel when a watched container fails', async () => {
    expect(await server.type(`watch ${VIDEO}`, 'alerts')).toContain(VIDEO);
    await server.message('alerts', "Meta couldn't download the video");
    expect(await server.type('watches', 'alerts')).toContain('watches nothing');
  });
});
