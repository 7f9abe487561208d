import { onTestFinished } from 'vitest';
import { readCheckPolicy } from '../../src/app/readCheckPolicy.ts';
import { renderPlain } from '../../src/chat/terminal/renderCard.ts';
import type { Shown } from '../../src/chat/terminal/terminalPort.ts';
import { createDemo, type Demo } from '../../src/demo/demo.ts';
import type { HookAnswer } from '../../src/hooks/hookAnswer.ts';
import { createLog } from '../../src/log.ts';
import { readScenario } from '../../src/sandbox/readScenario.ts';
import { Secrets } from '../../src/secrets.ts';
import { openStore } from '../../src/store/openStore.ts';

/** A demo of the scenario `demo`, and what it shows. */
export interface BegunDemo {
  readonly demo: Demo;
  readonly shown: readonly (Pick<Shown, 'buttons'> & { readonly text: string })[];
  /** What its hook answered. */
  readonly answers: readonly HookAnswer[];
}

/** Begins a demo in the test's own process; it ends with the test. */
export async function beginDemo(): Promise<BegunDemo> {
  const store = await openStore('memory:');
  const secrets = new Secrets();
  const shown: BegunDemo['shown'][number][] = [];
  const answers: HookAnswer[] = [];
  const demo = await createDemo({
    scenario: await readScenario('demo'),
    store,
    policy: readCheckPolicy({}),
    storeName: 'memory:',
    startAt: Date.UTC(2026, 0, 1),
    show: ({ card, buttons }, now) => {
      shown.push({ buttons, text: renderPlain(card, { commandName: 'threads', now, timeZone: 'UTC' }) });
    },
    showHookAnswer: (answer) => answers.push(answer),
    log: createLog({ level: 'silent', secrets, destination: process.stderr }),
    secrets,
  });
  onTestFinished(async () => {
    await demo.close();
    await store.close();
  });
  return { demo, shown, answers };
}
