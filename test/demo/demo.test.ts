import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text as readAll } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runDemo } from '../../src/demo/runDemo.ts';
import { isThorough } from '../support/isThorough.ts';
import { scenarioOf, status, VIDEO } from '../support/scenarios.ts';

const MAIN = join(import.meta.dirname, '../../src/demo/main.ts');

interface Line {
  readonly at: string;
  readonly type: string;
  readonly ephemeral: boolean;
  readonly channel: string;
  readonly id: string;
  readonly text: string;
  readonly buttons: readonly { readonly number: number; readonly label: string }[];
  readonly checks: Readonly<Record<string, number>>;
  readonly calls: number;
}

function createFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'threadwatch-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function writeScenario(scenario: object): string {
  const file = join(createFolder(), 'scenario.json');
  writeFileSync(file, JSON.stringify(scenario));
  return file;
}

interface Played {
  readonly out: string;
  readonly err: string;
  readonly code: number | null;
}

/** Plays all that the program plays, in this process. */
async function demo(typed: string, ...args: string[]): Promise<Played> {
  const output = new PassThrough();
  const errors = new PassThrough();
  const written = Promise.all([readAll(output), readAll(errors)]);
  const input = Readable.from([typed]);
  const onLost = (): void => expect.unreachable();
  const code = await runDemo({ args, environment: {}, input, output, errors, onLost });
  output.end();
  errors.end();
  const [out, err] = await written;
  return { out, err, code };
}

/** Starts the program. */
async function startDemo(input: string, ...args: string[]): Promise<Played> {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: 'pipe' });
  child.stdin.end(input);
  const exit = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [out, err, code] = await Promise.all([readAll(child.stdout), readAll(child.stderr), exit]);
  return { out, err, code };
}

function parse(out: string): Line[] {
  return out
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as Line);
}

const SCRIPT = `/threads watch ${VIDEO}\nwait 5m\n/threads watches\nwait 25h\n`;
const FAILING = scenarioOf({
  [VIDEO]: [status('0s', 'IN_PROGRESS'), status('100s', 'ERROR', 'FAILED_DOWNLOADING_VIDEO')],
});

describe('the piped demo', () => {
  it('prints one JSON object per line, the same every time, and ends with a summary and exit code 0', async () => {
    const file = writeScenario(FAILING);
    const [first, second] = await Promise.all([
      startDemo(SCRIPT, '--json', '--scenario', file),
      demo(SCRIPT, '--json', '--scenario', file),
    ]);
    expect(first).toMatchObject({ err: '', code: 0 });
    expect(second.out).toBe(first.out);
    const lines = parse(first.out);
    expect(lines.map(({ type, id, ephemeral }) => `${type} ${id} ${ephemeral}`)).toEqual([
      'reply m1 true',
      'message m2 false',
      'message m3 false',
      'edit m2 false',
      'reply m4 true',
      'summary undefined undefined',
    ]);
    const failure = lines.find(({ id }) => id === 'm3');
    expect(failure?.at).toBe('2026-01-01T00:02:00.000Z');
    expect(failure?.text).toMatch(
      /^❌ Container 17900000000000001 failed: Meta couldn't download the video\n.*\n.*Then create a new container\./,
    );
    // Three checks, and one call that asks when the token expires.
    expect(lines.at(-1)).toEqual({ type: 'summary', checks: { [VIDEO]: 3 }, calls: 4 });
  });

  it('lets buttons be pressed by their numbers, the same every time', async () => {
    const script = `/threads status ${VIDEO}\n1\nwait 5m\n[2]\n99\n`;
    const args = ['--json', '--scenario', writeScenario(FAILING)];
    const [first, second] = await Promise.all([demo(script, ...args), demo(script, ...args)]);
    expect(second.out).toBe(first.out);
    const lines = parse(first.out);
    expect(lines[0]?.buttons[0]).toEqual({ number: 1, label: 'Watch' });
    expect(lines[0]?.text).toContain('[1] Watch  [2] Check again');
    expect(lines.find(({ type }) => type === 'message')?.text).toContain(VIDEO);
    expect(lines.at(-3)).toMatchObject({ type: 'reply', at: '2026-01-01T00:05:00.000Z' });
    expect(lines.at(-3)?.text).toMatch(new RegExp(`^❌.*${VIDEO}`));
    expect(lines.at(-2)?.text).toMatch(/^⚠️ There is no button 99/);
    expect(first.code).toBe(0);
  });

  it('presses the buttons of an earlier run on the same store', async () => {
    const store = `sqlite:${join(createFolder(), 'demo.db')}`;
    const args = ['--json', '--scenario', writeScenario(FAILING), '--store', store];
    await demo(`/threads status ${VIDEO}\n`, ...args);
    const { out } = await demo('1\n', ...args);
    expect(parse(out).map(({ type }) => type)).toContain('message');
  });

  it('prints cards for people without --json, the same every time: dates, help, what is said of the program', async () => {
    const script = `${SCRIPT}/threads help\n/threads doctor\n/threads accounts\n/threads quota\n/threads connect\n`;
    const args = ['--scenario', writeScenario(FAILING)];
    const [first, second] = await Promise.all([demo(script, ...args), demo(script, ...args)]);
    const { out } = first;
    expect(first).toMatchObject({ err: '', code: 0 });
    expect(second.out).toBe(out);
    // The date stands above the first message of each day.
    expect(out).toMatch(/^— Thu 1 Jan 2026 —\n/);
    expect(out.match(/^— .* —$/gm)).toEqual(['— Thu 1 Jan 2026 —', '— Fri 2 Jan 2026 —']);
    expect(out).toContain("❌ Container 17900000000000001 failed: Meta couldn't download the video");
    // No line is broken for a program.
    expect(out).toContain(
      'At this terminal, type the number of a button to press it: 1 presses the one that is shown as [1].',
    );
    expect(out).toContain('✅ The store answers');
    expect(out).toMatch(/Checks: 17900000000000001 3\. Calls to Threads in all: \d+\.\n$/);
  });

  it('continues from its store: clock, containers and watches', async () => {
    const store = `sqlite:${join(createFolder(), 'demo.db')}`;
    const args = ['--json', '--scenario', writeScenario(FAILING), '--store', store];
    await demo(`/threads watch ${VIDEO}\nwait 1m\n`, ...args);
    const { out } = await demo('wait 5m\n/threads watches\n', ...args);
    const lines = parse(out);
    expect(lines.map(({ type, id, at }) => `${type} ${id} ${at}`)).toEqual([
      'message m3 2026-01-01T00:02:00.000Z',
      'edit m2 2026-01-01T00:02:00.000Z',
      'reply m4 2026-01-01T00:06:00.000Z',
      'summary undefined undefined',
    ]);
  });

  it.each([
    ['an unknown flag', ['--jsno'], /--jsno.*npm run demo -- --help/s],
    [
      'a scenario that is not there',
      ['--scenario', 'nowhere.json'],
      /nowhere\.json is neither a readable file/,
    ],
    ['a store of another kind', ['--store', 'mysql://x'], /mysql/],
  ])('ends with one sentence at %s', async (_, args, message) => {
    const { err, code } = await demo('', ...args);
    expect(code).toBe(1);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/\n {4}at /);
  });

  it('is a program that ends so too', async () => {
    const { err, code } = await startDemo('', '--jsno');
    expect(code).toBe(1);
    expect(err).toMatch(/^Unknown option '--jsno'.*\n$/);
  });
});

/** Each line more is a process more that is killed, one after the other. */
const LINES = isThorough ? [1, 2, 3, 4, 5, 6] : [2, 5];

it('a demo that was killed at any line sends its missing messages at the next start', {
  timeout: 240_000,
}, async () => {
  const store = `sqlite:${join(createFolder(), 'demo.db')}`;
  const ids = Array.from({ length: 6 }, (_, index) => String(17900000000000001n + BigInt(index)));
  const lives = ids.map((id, index) => [
    id,
    [status('0s', 'IN_PROGRESS'), status(`${index * 40 + 10}s`, 'ERROR', 'UNKNOWN')],
  ]);
  const args = [
    '--json',
    '--scenario',
    writeScenario(scenarioOf(Object.fromEntries(lives))),
    '--store',
    store,
  ];
  let out = (await demo(ids.map((id) => `/threads watch ${id}`).join('\n'), ...args)).out;
  for (const lines of LINES) out += await runUntilLine(lines, args);
  const { out: last } = await demo('wait 26h\n/threads watches\n', ...args);
  out += last;
  const told = parse(out).filter(({ text }) => text?.startsWith('❌'));
  const alerts = told.filter(({ type }) => type === 'message');
  const posted = new Set(alerts.map(({ id }) => id));
  // An alert may join one that was posted just before.
  const alertsOrJoined = told.filter(({ id }) => posted.has(id));
  for (const id of ids) {
    expect(
      alertsOrJoined.some(({ text }) => text.includes(id)),
      `${id} in\n${out}`,
    ).toBe(true);
    expect(alerts.filter(({ text }) => text.includes(id)).length, id).toBeLessThanOrEqual(2);
  }
  expect(parse(last).find(({ type }) => type === 'reply')?.text).toContain('watches nothing');
});

it('a second demo on the same store ends and names the first', async () => {
  const args = ['--json', '--store', `sqlite:${join(createFolder(), 'demo.db')}`];
  const input = new PassThrough();
  const output = new PassThrough();
  const shown = once(output, 'data');
  const onLost = (): void => expect.unreachable();
  const first = runDemo({ args, environment: {}, input, output, errors: output, onLost });
  input.write('/threads help\n');
  await shown;
  const { err, code } = await startDemo('/threads help\n', ...args);
  expect(err).toMatch(
    new RegExp(`^Another Threadwatch already uses this store: process ${process.pid} on .+\\.\n$`),
  );
  expect(code).toBe(1);
  input.end();
  expect(await first).toBe(0);
});

/** Kills the demo as soon as it has printed this many lines. @returns its output */
async function runUntilLine(lines: number, args: string[]): Promise<string> {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: 'pipe' });
  child.stdin.on('error', () => undefined);
  child.stdin.end('wait 1m\n/threads quota\nwait 1m\n/threads quota\nwait 2m\n/threads quota\nwait 2m\n');
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
    if (out.split('\n').length > lines) child.kill('SIGKILL');
  });
  await new Promise((resolve) => child.on('close', resolve));
  return out.slice(0, out.lastIndexOf('\n') + 1);
}
