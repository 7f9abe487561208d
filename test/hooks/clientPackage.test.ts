import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { bareEnvironment } from '../support/bareEnvironment.ts';
import { Loopback } from './loopback.ts';

const run = promisify(execFile);

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'threadwatch-client-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** A program in a project of its own, which watches its calls. */
const PROGRAM = `import { watchThreads } from 'threadwatch/client';

const watched = watchThreads(fetch, { hook: process.env.HOOK, note: ({ text }) => text?.slice(0, 80) });
const answer = await watched(process.env.THREADS + '/v1.0/me/threads?text=hello', { method: 'POST' });
console.log((await answer.json()).id);
await watched.flush();
`;

/** Runs the program on plain Node. */
async function tryIn(project: string): Promise<void> {
  const threads = await Loopback.start(() => ({ body: '{"id":"17900000000000001"}' }));
  const hook = await Loopback.start(() => ({ status: 202 }));
  await writeFile(join(project, 'program.mjs'), PROGRAM);
  const env = { ...bareEnvironment(), THREADS: threads.url, HOOK: hook.url };
  const { stdout, stderr } = await run(process.execPath, ['program.mjs'], { cwd: project, env });
  expect({ stdout, stderr }).toEqual({ stdout: '17900000000000001\n', stderr: '' });
  expect(hook.told).toEqual([{ container: '17900000000000001', note: 'hello' }]);
}

/** Type-checks the program in each of the projects. */
async function typeCheckIn(projects: readonly string[]): Promise<void> {
  const files = projects.map((project) => join(project, 'program.mts'));
  const program = PROGRAM.replaceAll(/process\.env\.\w+/g, "'http://127.0.0.1'");
  for (const file of files) await writeFile(file, program);
  const options = [
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--lib',
    'es2022,dom',
  ];
  await run(resolve('node_modules/.bin/tsc'), [...files, ...options, '--types', ''], { cwd: tmpdir() });
}

/** Where the packages of the bot are not at hand: the client needs none of them. */
async function makeProject(): Promise<string> {
  const project = await makeFolder();
  const { dependencies } = JSON.parse(await readFile('package.json', 'utf8')) as { dependencies: object };
  const overrides: Record<string, string> = {};
  for (const name of Object.keys(dependencies)) {
    const folder = `./none/${name.replace('/', '-')}`;
    await mkdir(join(project, folder), { recursive: true });
    await writeFile(join(project, folder, 'package.json'), JSON.stringify({ name, version: '0.0.0' }));
    overrides[name] = `file:${folder}`;
  }
  await writeFile(
    join(project, 'package.json'),
    JSON.stringify({ name: 'publisher', version: '1.0.0', private: true, overrides }),
  );
  return project;
}

it('a project that installed a tarball of npm pack, or the folder, imports threadwatch/client, without a network', async () => {
  const [ofTarball, ofFolder] = [await makeProject(), await makeProject()];
  const npm = ['--offline', '--no-audit', '--no-fund', '--omit=optional', '--json'];
  const packing = { env: { ...bareEnvironment(), HOME: ofTarball } };
  const { stdout } = await run('npm', ['pack', '--pack-destination', ofTarball, ...npm], packing);
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  for (const [project, what] of [
    [ofTarball, join(ofTarball, filename)],
    [ofFolder, resolve('.')],
  ] as const) {
    const env = { ...bareEnvironment(), HOME: project };
    await run('npm', ['install', what, ...npm], { cwd: project, env });
    await tryIn(project);
  }
  await typeCheckIn([ofTarball, ofFolder]);
});
