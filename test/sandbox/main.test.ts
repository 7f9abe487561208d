import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { request } from 'undici';
import { describe, expect, it } from 'vitest';
import { createFastClock } from '../../src/sandbox/fastClock.ts';
import { parseOptions } from '../../src/sandbox/options.ts';

const MAIN = join(import.meta.dirname, '../../src/sandbox/main.ts');

function run(...args: string[]) {
  return spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
}

async function waitForEnd(child: ReturnType<typeof run>) {
  const [[code], out, err] = await Promise.all([
    once(child, 'close'),
    text(child.stdout),
    text(child.stderr),
  ]);
  return { code, out, err };
}

describe('the flags', () => {
  it('have defaults', () =>
    expect(parseOptions([])).toEqual({ kind: 'run', port: 8377, scenario: 'demo', speed: 1 }));

  it('are read', () =>
    expect(parseOptions(['--port', '0', '--scenario=a.json', '--speed', '2.5'])).toEqual({
      kind: 'run',
      port: 0,
      scenario: 'a.json',
      speed: 2.5,
    }));

  it('may ask for help', () => expect(parseOptions(['-h'])).toEqual({ kind: 'help' }));

  it.each([
    [['--port', 'x'], '--port takes'],
    [['--port', '65536'], '--port takes'],
    [['--speed', '0'], '--speed takes'],
    [['--speed', ''], '--speed takes'],
    [['--speed', 'NaN'], '--speed takes'],
    [['--scenario', ''], '--scenario takes'],
    [['--sped', '2'], "Unknown option '--sped'"],
    [['demo'], "Unexpected argument 'demo'"],
    [['--port'], "'--port <value>'"],
  ])('%j are refused with one sentence: %s', (args, words) => {
    expect(() => parseOptions(args)).toThrow(words);
    expect(() => parseOptions(args)).not.toThrow('\n');
  });
});

it('a fast clock starts at the time of the other, and runs faster', () => {
  let now = 1000;
  const clock = createFastClock({ now: () => now }, 60);
  expect(clock.now()).toBe(1000);
  now = 2000;
  expect(clock.now()).toBe(61_000);
});

describe('npm run sandbox', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'prints a greeting, serves, and ends with 0 at %s',
    async (signal) => {
      const child = run('--port', '0', '--speed', '60');
      const ended = waitForEnd(child);
      const [greeting] = await once(child.stdout, 'data');
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(String(greeting))?.[0];
      const { body } = await request(`${url}/v1.0/17900000000000003`, {
        headers: { authorization: 'Bearer sandbox-token' },
      });
      expect(await body.json()).toEqual({ status: 'FINISHED', id: '17900000000000003' });
      child.kill(signal);
      const { code, out, err } = await ended;
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toContain('sandbox-token  brand (17841400000000001)');
      expect(out).toContain('17900000000000001  0s IN_PROGRESS, 1m40s ERROR FAILED_DOWNLOADING_VIDEO');
      expect(out).toContain(`curl ${url}/_sandbox/calls`);
    },
  );

  it.each([
    [['--speed', 'fast'], '--speed takes a number above 0 and at most 100000, such as --speed 60.\n'],
    [['--scenario', 'nope'], /^nope is neither a readable file nor one of demo, .*\.\n$/],
  ])('%j ends with 1 and a sentence', async (args, words) => {
    const { code, out, err } = await waitForEnd(run(...args));
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(words);
  });

  it('lists the ready-made scenarios in its help', async () => {
    const { code, out } = await waitForEnd(run('--help'));
    expect(code).toBe(0);
    expect(out).toContain('demo, every-fate, outage, permission-ends, throttled, token-refused');
  });
});
