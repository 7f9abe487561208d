import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

const WATCHDOG = JSON.stringify(new URL('watchdog.ts', import.meta.url).href);

/** Runs a program in which the second history hangs. */
function run(hangs: string): { readonly status: number | null; readonly stdout: string } {
  const program = `
    const { startWatchdog } = await import(${WATCHDOG});
    const watchdog = await startWatchdog({ seed: 7, kind: 'cluster', skip: 10 }, 300);
    watchdog.feed();
    ${hangs}`;
  return spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
    timeout: 30_000,
    killSignal: 'SIGKILL',
  });
}

describe('a history that hangs ends with its seed', () => {
  it.each([
    ['one that waits for what never comes', 'setInterval(() => undefined, 1000);'],
    ['one that loops', 'for (;;);'],
  ])('%s', (_, hangs) => {
    const { status, stdout } = run(hangs);
    expect(status).not.toBe(0);
    expect(stdout).toContain('history 12 hangs');
    expect(stdout).toContain(
      'CHAOS_KIND=cluster CHAOS_SKIP=11 CHAOS_HISTORIES=1 CHAOS_SEED=7 npm run test:chaos',
    );
  });
});

it('a run that ends in time is left alone', () => {
  const { status, stdout } = run('await watchdog.stop();');
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
});
