import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readConfig } from '../../src/app/config.ts';
import { startCore } from '../../src/app/startCore.ts';
import { systemClock } from '../../src/clock.ts';
import { Faults } from '../../src/faults.ts';
import { createLog } from '../../src/log.ts';
import { Secrets } from '../../src/secrets.ts';
import { createStore } from '../../src/store/createStore.ts';
import { createMemoryBackend } from '../../src/store/memory.ts';
import { StoreError } from '../../src/store/store.ts';
import { createThreadsApi } from '../../src/threads/createThreadsApi.ts';
import { interceptStore } from '../support/interceptStore.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Starts a core on a store that fails at one of its calls. @returns whether the start met that */
async function startWithFault(failing: number): Promise<boolean> {
  const secrets = new Secrets();
  const threads = createThreadsApi({
    apiUrl: 'http://127.0.0.1:9',
    auth: 'header',
    clock: systemClock,
    redact: String,
  });
  let calls = 0;
  const store = interceptStore(createStore(createMemoryBackend()), async (_kind, call) => {
    calls += 1;
    if (calls === failing)
      throw new StoreError('store_failed', 'The store could not do it: it is out of order');
    return call();
  });
  const config = readConfig({
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_APP_TOKEN: 'xapp-1',
    THREADS_ACCESS_TOKEN: 'a',
  });
  const starting = startCore({
    config,
    accounts: config.accounts,
    store,
    threads,
    chats: new Map(),
    clock: systemClock,
    random: () => 0.5,
    log: createLog({ level: 'silent', secrets, destination: process.stdout }),
    secrets,
    faults: new Faults(),
    timeZone: 'UTC',
    areWorkspacesKnown: () => true,
  });
  const core = await starting.catch(() => undefined);
  await core?.stop();
  await threads.close();
  return calls >= failing;
}

// A replica tries to open a partition again and again.
it('a core that can not be started leaves nothing that goes on', async () => {
  let faults = 0;
  while (await startWithFault(faults + 1)) {
    faults += 1;
    expect([faults, vi.getTimerCount()]).toEqual([faults, 0]);
  }
  expect(faults).toBeGreaterThan(10);
});
