import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { bareEnvironment } from '../support/bareEnvironment.ts';
import { scenarioOf } from '../support/scenarios.ts';
import { beginHookStory } from './hookServer.ts';

const run = promisify(execFile);

/** A small program that publishes, and that knows of Threadwatch in one line. */
const PUBLISHER = `import { watchThreads } from '${pathToFileURL(resolve('src/hooks/client.ts'))}';

const { THREADS, HOOK } = process.env;
const fetch = watchThreads(globalThis.fetch, { hook: HOOK, note: ({ text }) => text, onError: console.error });
const post = async (call, fields) => {
  const body = new URLSearchParams({ access_token: 'sandbox-token', ...fields });
  return (await fetch(THREADS + '/v1.0/me/' + call, { method: 'POST', body })).json();
};
const first = await post('threads', { media_type: 'TEXT', text: 'good morning' });
await post('threads_publish', { creation_id: first.id });
const second = await post('threads', { media_type: 'TEXT', text: 'good night' });
await post('threads', { media_type: 'VIDEO', text: 'launch video' });
await fetch.flush();
console.log(JSON.stringify([first.id, second.id]));
`;

it('a publishing program whose fetch is watched tells all by itself, and nobody types an id', async () => {
  const { story, make, port } = await beginHookStory({ scenario: scenarioOf({}) });
  const key = await make();
  const env = {
    ...bareEnvironment(),
    THREADS: story.sandbox.url,
    HOOK: `http://127.0.0.1:${port}/hook/${key}`,
  };
  const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '--eval', PUBLISHER], {
    env,
  });
  expect(stderr).toBe('');
  const [published = '', open = ''] = JSON.parse(stdout) as string[];
  const watches = await story.type('watches');
  expect(watches).toContain(open);
  expect(watches).not.toContain(published);
  await story.pass('20m');
  // What the program reports as published costs no call.
  expect(story.checksAt(published)).toBe(0);
  expect(story.checksAt(open)).toBeGreaterThan(0);
  const told = story.alerts().map(({ first }) => first);
  expect(told).toEqual([
    expect.stringContaining('launch video'),
    expect.stringMatching(/good night.* is ready/),
  ]);
});

it('npm run hook registers a container at a real hook', async () => {
  const { story, make, port } = await beginHookStory({ scenario: scenarioOf({}) });
  const env = { ...bareEnvironment(), HOOK_URL: `http://127.0.0.1:${port}/hook/${await make()}` };
  const program = [resolve('src/app/main/hook.ts'), '17900000000000001', '--note', 'launch video'];
  const { stdout } = await run(process.execPath, program, { env });
  expect(stdout).toBe('17900000000000001 is watched\n');
  expect(await story.type('watches')).toContain('launch video');
});
