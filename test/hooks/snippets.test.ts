import { execFile, execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { writeSnippets } from '../../src/hooks/snippets.ts';
import { bareEnvironment } from '../support/bareEnvironment.ts';
import { Loopback } from './loopback.ts';

const run = promisify(execFile);
const env = bareEnvironment();
const CONTAINER = '17900000000000001';
const ANSWER = JSON.stringify({ container: CONTAINER, watching: true });

/** A path that would do harm where it is not quoted. */
const KEY = `k-_1'"$(exit 1)\``;

async function begin(name: string) {
  const hook = await Loopback.start(() => ({ status: 202, body: ANSWER }));
  const url = `${hook.url}/hook/${encodeURIComponent(KEY)}'`;
  const code = writeSnippets(url).find((snippet) => snippet.name === name)?.code ?? '';
  return { hook, url, code };
}

/** What a hook reads, whether it came as JSON or as a form. */
function readTold({ hook }: { hook: Loopback }): unknown {
  expect(hook.calls).toHaveLength(1);
  const [{ method, path, headers, body } = { method: '', path: '', headers: {}, body: '' }] = hook.calls;
  expect({ method, path: decodeURIComponent(path ?? '') }).toEqual({ method: 'POST', path: `/hook/${KEY}'` });
  const isJson = headers['content-type']?.startsWith('application/json');
  return isJson ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body));
}

function hasRequests(): boolean {
  try {
    execFileSync('python3', ['-c', 'import requests'], { env, stdio: 'ignore' });
    return true;
  } catch {
    process.stderr.write('The snippet for Python is not tested: apt-get install python3-requests\n');
    return false;
  }
}

describe('a snippet works as it stands:', () => {
  it('curl', async () => {
    const session = await begin('curl');
    const { stdout } = await run('bash', ['-c', session.code], { env });
    expect(stdout).toBe(ANSWER);
    expect(readTold(session)).toEqual({ container: CONTAINER, note: 'launch video' });
  });

  it('fetch', async () => {
    const session = await begin('fetch');
    const { stdout } = await run(process.execPath, ['--eval', session.code], { env });
    expect(stdout).toBe(`202 ${ANSWER}\n`);
    expect(readTold(session)).toEqual({ container: CONTAINER, note: 'launch video' });
  });

  it.runIf(hasRequests())('Python', async () => {
    const session = await begin('Python');
    const { stdout } = await run('python3', ['-c', session.code], { env });
    expect(stdout).toBe(`202 ${ANSWER}\n`);
    expect(readTold(session)).toEqual({ container: CONTAINER, note: 'launch video' });
  });

  it('n8n', async () => {
    const session = await begin('n8n');
    await runNode(session.code, { id: CONTAINER });
    expect(readTold(session)).toEqual({ container: CONTAINER, note: 'launch video' });
  });

  it('GitHub Actions, whatever the note is', async () => {
    const session = await begin('GitHub Actions');
    const note = `"; exit 1; $(exit 1) \`exit 1\` & @/etc/passwd\n%0a 'ü'`;
    const { env: named, run: script } = readStep(session.code);
    expect(named).toEqual({
      HOOK_URL: expression('secrets.THREADWATCH_HOOK'),
      CONTAINER: expression('steps.create.outputs.container'),
      NOTE: `${expression('github.workflow')} ${expression('github.run_number')}`,
    });
    expect(script).not.toContain('{{');
    const given = { HOOK_URL: session.url, CONTAINER, NOTE: note };
    const { stdout } = await run('bash', ['-eo', 'pipefail', '-c', script], { env: { ...env, ...given } });
    expect(stdout).toBe(ANSWER);
    expect(readTold(session)).toEqual({ container: CONTAINER, note });
  });

  it('the step of GitHub fails where the hook refuses, and its workflow goes on', async () => {
    const refusing = await Loopback.start(() => ({
      status: 404,
      body: '{"error":{"message":"no such hook"}}',
    }));
    const { code } = await begin('GitHub Actions');
    const given = { HOOK_URL: refusing.url, CONTAINER, NOTE: '' };
    const step = run('bash', ['-eo', 'pipefail', '-c', readStep(code).run], { env: { ...env, ...given } });
    await expect(step).rejects.toMatchObject({ code: 22, stdout: expect.stringContaining('no such hook') });
    expect(code).toContain('\n  continue-on-error: true\n');
  });
});

it('the short ones stand first, and fit into a message together', () => {
  const snippets = writeSnippets(`https://threadwatch.example.com/hook/${'k'.repeat(43)}`);
  expect(snippets.map(({ name }) => name)).toEqual(['curl', 'fetch', 'Python', 'n8n', 'GitHub Actions']);
  const short = snippets.slice(0, 3).map(({ code }) => code);
  expect(short.join('').length).toBeLessThan(1_500);
});

/** What n8n does with a copied HTTP Request node: expressions begin with `=` and stand in `{{ }}`. */
async function runNode(copied: string, $json: Readonly<Record<string, unknown>>): Promise<void> {
  const { nodes, connections } = JSON.parse(copied);
  expect(connections).toEqual({});
  for (const { type, typeVersion, parameters, onError } of nodes) {
    expect({ type, typeVersion, onError }).toEqual({
      type: 'n8n-nodes-base.httpRequest',
      typeVersion: 4.2,
      onError: 'continueRegularOutput',
    });
    expect(parameters).toMatchObject({ sendBody: true, contentType: 'json', specifyBody: 'keypair' });
    const evaluate = (value: string): unknown =>
      value.replace(/^=\{\{ \$json\.(\w+) \}\}$/, (_, name: string) => String($json[name]));
    const fields = parameters.bodyParameters.parameters as { name: string; value: string }[];
    const { method, url, options } = parameters;
    await fetch(url, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(Object.fromEntries(fields.map(({ name, value }) => [name, evaluate(value)]))),
      signal: AbortSignal.timeout(options.timeout),
    });
  }
}

/** An expression of GitHub Actions, which it replaces by what it stands for. */
const expression = (words: string): string => `$\{{ ${words} }}`;

/** Reads the part of YAML that the step is written in. */
function readStep(yaml: string): { env: Record<string, string>; run: string } {
  const [, block = '', script = ''] =
    /\n {2}env:\n((?: {4}\w+: .*\n)+) {2}run: \|\n((?: {4,}.*(?:\n|$))+)$/.exec(yaml) ?? [];
  const named = block.matchAll(/^ {4}(\w+): (.*)$/gm);
  return {
    env: Object.fromEntries([...named].map(([, name, value]) => [name, value])),
    run: script.replaceAll(/^ {4}/gm, ''),
  };
}

it('all of them stand in docs/hook.md', async () => {
  const page = await readFile('docs/hook.md', 'utf8');
  for (const { code } of writeSnippets('https://threadwatch.example.com/hook/KEY'))
    expect(page).toContain(`\n${code}\n\`\`\`\n`);
});
