import { expect, it } from 'vitest';
import { beginDemo } from './beginDemo.ts';

const VIDEO = '17900000000000001';

it('reports whether a line succeeded, so that the tour continues only after success', async () => {
  const { demo } = await beginDemo();
  expect(await demo.type('/threads watch 179000x')).toBe(false);
  expect(await demo.type('/threads watch "17900000000000001')).toBe(false);
  expect(await demo.type('wait long')).toBe(false);
  expect(await demo.type('/threads watch 17900000000000001')).toBe(true);
  expect(await demo.type('/threads quota')).toBe(true);
  expect(await demo.type('wait 1m')).toBe(true);
});

it('a line plays a program that registers a container by hook', async () => {
  const { demo, shown, answers } = await beginDemo();
  expect(await demo.type(`POST /hook {"container":"${VIDEO}","note":"launch video"}`)).toBe(true);
  await demo.type('wait 5m');
  expect(shown.some(({ text }) => text.startsWith('❌ “launch video” failed'))).toBe(true);
  expect(await demo.type(`post /hook/any-key container=${VIDEO}`)).toBe(true);
  expect(await demo.type('POST /hook {"container":"12"}')).toBe(false);
  expect(answers.map(({ http }) => http)).toEqual([202, 202, 400]);
  expect(answers[0]?.body).toEqual({ container: VIDEO, watching: true });
  expect(answers[2]?.body).toMatchObject({ error: { field: 'container' } });
  expect(demo.summary().checks[VIDEO]).toBe(2);
});
