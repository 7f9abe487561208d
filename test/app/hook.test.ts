import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Loopback } from '../hooks/loopback.ts';
import { bareEnvironment } from '../support/bareEnvironment.ts';

const VIDEO = '17900000000000001';
const KEY = 'secret-key';

interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `npm run -s hook -- …` in a folder without `.env`, as npm would. */
async function runHook(args: string[], more: Record<string, string> = {}, dotEnv?: string): Promise<Result> {
  const cwd = await mkdtemp(join(tmpdir(), 'threadwatch-hook-'));
  onTestFinished(() => rm(cwd, { recursive: true }));
  if (dotEnv !== undefined) await writeFile(join(cwd, '.env'), dotEnv);
  const program = ['--use-env-proxy', resolve('src/app/main/hook.ts'), ...args];
  const options = { cwd, env: { ...bareEnvironment(), ...more } };
  return new Promise((done) => {
    const child = execFile(process.execPath, program, options, (_, stdout, stderr) => {
      expect(stdout + stderr).not.toContain(KEY);
      done({ code: child.exitCode ?? -1, stdout, stderr });
    });
  });
}

/** Watches what it is given, as a hook does. */
async function startHook() {
  const hook = await Loopback.start(({ body }) => {
    const { container, containers, published } = JSON.parse(body);
    const ids: (string | undefined)[] = containers ?? [container];
    const outcomes = ids.map((id) => ({ container: id, watching: id !== undefined && !published }));
    return { status: 202, body: JSON.stringify(containers ? { containers: outcomes } : outcomes[0]) };
  });
  return { hook, env: { HOOK_URL: `${hook.url}/hook/${KEY}` } };
}

describe('npm run hook', () => {
  it('registers a container, and says so', async () => {
    const { hook, env } = await startHook();
    const flags = ['--note', 'launch video', '--age', '20m'];
    expect(await runHook([VIDEO, ...flags], env)).toEqual({
      code: 0,
      stdout: `${VIDEO} is watched\n`,
      stderr: '',
    });
    expect(hook.told).toEqual([{ container: VIDEO, note: 'launch video', age: '20m' }]);
    expect(hook.calls[0]?.path).toBe(`/hook/${KEY}`);
  });

  it('registers any number of containers, at most 20 in a call', async () => {
    const { hook, env } = await startHook();
    const ids = Array.from({ length: 41 }, (_, index) => `179000000000000${10 + index}`);
    const { code, stdout } = await runHook([...ids, '--created-at', '2026-11-25T20:00:00Z'], env);
    expect([code, stdout]).toEqual([0, ids.map((id) => `${id} is watched\n`).join('')]);
    const created_at = '2026-11-25T20:00:00Z';
    expect(hook.told).toEqual([
      { containers: ids.slice(0, 20), created_at },
      { containers: ids.slice(20, 40), created_at },
      { container: ids[40], created_at },
    ]);
  });

  it('reports a post, with HOOK_URL from .env', async () => {
    const { hook, env } = await startHook();
    const flags = [
      '--published',
      '18000000000000009',
      '--permalink',
      'https://www.threads.com/@brand/post/abc',
    ];
    const result = await runHook([VIDEO, ...flags], {}, `HOOK_URL=${env.HOOK_URL}\n`);
    expect(result).toEqual({ code: 0, stdout: `${VIDEO} is not watched any more\n`, stderr: '' });
    expect(hook.told).toEqual([
      {
        container: VIDEO,
        published: '18000000000000009',
        permalink: 'https://www.threads.com/@brand/post/abc',
      },
    ]);
  });

  it('reports an error, as JSON or as text, with a container or without', async () => {
    const { hook, env } = await startHook();
    const told = await runHook([
      VIDEO,
      '--error',
      '{"code":24,"error_subcode":4279009}',
      '--url',
      env.HOOK_URL,
    ]);
    expect(told.stdout).toBe(`${VIDEO} is watched; its error is told\n`);
    expect((await runHook(['--error', 'Invalid parameter'], env)).stdout).toBe('The error is told.\n');
    expect(hook.told).toEqual([
      { container: VIDEO, error: { code: 24, error_subcode: 4279009 } },
      { error: 'Invalid parameter' },
    ]);
  });

  it('says what the hook refused and why, with exit code 1', async () => {
    const error = { field: 'created_at', message: 'created_at is in the future.' };
    const hook = await Loopback.start(() => ({ status: 400, body: JSON.stringify({ error }) }));
    expect(await runHook([VIDEO], { HOOK_URL: `${hook.url}/hook/${KEY}` })).toEqual({
      code: 1,
      stdout: '',
      stderr: 'The hook refused it, for its created_at: created_at is in the future.\n',
    });
  });

  it.each([
    ['hangs up', 'hang up' as const, /^No answer from 127\.0\.0\.1:\d+: other side closed\n$/],
    ['answers a page', { status: 502, body: '<html>' }, /^The hook refused it: HTTP 502\n$/],
    [
      'sends it elsewhere',
      { status: 307, headers: { location: '/' } },
      /^No answer from .*: unexpected redirect\n$/,
    ],
  ])('a hook that %s is exit code 1 and a line', async (_, reply, words) => {
    const hook = await Loopback.start(() => reply);
    const { code, stderr } = await runHook([VIDEO], { HOOK_URL: `${hook.url}/hook/${KEY}` });
    expect([code, stderr]).toEqual([1, expect.stringMatching(words)]);
  });

  it.each([
    [[], { HOOK_URL: `http://127.0.0.1/hook/${KEY}` }, 'Name at least one container.'],
    [[VIDEO], {}, 'Set HOOK_URL to the URL that /threads hook on answered with.'],
    [[VIDEO], { HOOK_URL: KEY }, 'The URL of the hook must begin with https:// or http://.'],
    [[VIDEO, '--url', `http://me:${KEY}@127.0.0.1`], {}, 'The URL of the hook has no user and no password.'],
    [[VIDEO, VIDEO, '--published', '1'], {}, '--published, --permalink and --error are about one container.'],
    [[VIDEO, '--nonsense'], {}, "Unknown option '--nonsense'"],
  ] as [string[], Record<string, string>, string][])('%j is exit code 2', async (args, env, words) => {
    const { code, stdout, stderr } = await runHook(args, env);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(words);
    expect(stderr).toContain('Usage: npm run -s hook -- <container>');
  });
});
