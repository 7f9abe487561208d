import { expect, it, onTestFinished } from 'vitest';
import { readCheckPolicy } from '../../src/app/readCheckPolicy.ts';
import { createDemo } from '../../src/demo/demo.ts';
import { createLog } from '../../src/log.ts';
import { readScenario } from '../../src/sandbox/readScenario.ts';
import { Secrets } from '../../src/secrets.ts';
import { openStore } from '../../src/store/openStore.ts';

it('reports whether a line succeeded, so that the tour continues only after success', async () => {
  const store = await openStore('memory:');
  const secrets = new Secrets();
  const demo = await createDemo({
    scenario: await readScenario('demo'),
    store,
    policy: readCheckPolicy({}),
    storeName: 'memory:',
    startAt: 0,
    show: () => undefined,
    log: createLog({ level: 'silent', secrets, destination: process.stderr }),
    secrets,
  });
  onTestFinished(async () => {
    await demo.close();
    await store.close();
  });
  expect(await demo.type('/threads watch 179000x')).toBe(false);
  expect(await demo.type('/threads watch "17900000000000001')).toBe(false);
  expect(await demo.type('wait long')).toBe(false);
  expect(await demo.type('/threads watch 17900000000000001')).toBe(true);
  expect(await demo.type('/threads quota')).toBe(true);
  expect(await demo.type('wait 1m')).toBe(true);
});
