import { expect, it, onTestFinished } from 'vitest';
import { readCheckPolicy } from '../../src/app/readCheckPolicy.ts';
import { renderPlain } from '../../src/chat/terminal/renderCard.ts';
import { createDemo, type Demo } from '../../src/demo/demo.ts';
import type { HookAnswer } from '../../src/hooks/hookAnswer.ts';
import { createLog } from '../../src/log.ts';
import { readScenario } from '../../src/sandbox/readScenario.ts';
import { Secrets } from '../../src/secrets.ts';
import { openStore } from '../../src/store/openStore.ts';

const VIDEO = '17900000000000001';

/** A demo of the scenario `demo`, and what it has shown. */
async function begin(): Promise<{ demo: Demo; texts: string[]; answers: HookAnswer[] }> {
  const store = await openStore('memory:');
  const secrets = new Secrets();
  const texts: string[] = [];
  const answers: HookAnswer[] = [];
  const demo = await createDemo({
    scenario: await readScenario('demo'),
    store,
    policy: readCheckPolicy({}),
    storeName: 'memory:',
    startAt: 0,
    show: ({ card }, now) => texts.push(renderPlain(card, { commandName: 'threads', now, timeZone: 'UTC' })),
    showHookAnswer: (answer) => answers.push(answer),
    log: createLog({ level: 'silent', secrets, destination: process.stderr }),
    secrets,
  });
  onTestFinished(async () => {
    await demo.close();
    await store.close();
  });
  return { demo, texts, answers };
}

it('reports whether a line succeeded, so that the tour continues only after success', async () => {
  const { demo } = await begin();
  expect(await demo.type('/threads watch 179000x')).toBe(false);
  expect(await demo.type('/threads watch "17900000000000001')).toBe(false);
  expect(await demo.type('wait long')).toBe(false);
  expect(await demo.type('/threads watch 17900000000000001')).toBe(true);
  expect(await demo.type('/threads quota')).toBe(true);
  expect(await demo.type('wait 1m')).toBe(true);
});

it('a line plays a program that registers a container by hook', async () => {
  const { demo, texts, answers } = await begin();
  expect(await demo.type(`POST /hook {"container":"${VIDEO}","note":"launch video"}`)).toBe(true);
  await demo.type('wait 5m');
  expect(texts.some((words) => words.startsWith('❌ “launch video” failed'))).toBe(true);
  expect(await demo.type(`post /hook/any-key container=${VIDEO}`)).toBe(true);
  expect(await demo.type('POST /hook {"container":"12"}')).toBe(false);
  expect(answers.map(({ http }) => http)).toEqual([202, 202, 400]);
  expect(answers[0]?.body).toEqual({ container: VIDEO, watching: true });
  expect(answers[2]?.body).toMatchObject({ error: { field: 'container' } });
  expect(demo.summary().checks[VIDEO]).toBe(2);
});
