import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { FOUND_WRONG, HUNG } from '../exitCodes.ts';
import { applyMutant } from './applyMutant.ts';
import type { Mutant } from './mutant.ts';
import { copyProject, ROOT, removeCopy } from './projectCopy.ts';

/** What the chaos harness made of a mutant. */
export interface Trial {
  readonly verdict: 'caught' | 'survived' | 'invalid';
  /** How it was caught, or why it is invalid. */
  readonly words: string;
}

/** Which histories are played. */
export interface TrialOptions {
  readonly histories: number;
  readonly seed: number;
  readonly kind: 'any' | 'cluster';
}

/** Plays histories with the bug in the program, until one goes wrong. */
export async function tryMutant(name: string, mutant: Mutant, options: TrialOptions): Promise<Trial> {
  const folder = copyProject();
  try {
    writeFileSync(join(folder, mutant.file), applyMutant(ROOT, name, mutant));
    return await play(folder, options);
  } finally {
    removeCopy(folder);
  }
}

/** Plays the same histories without a bug: what goes wrong then catches no mutant. */
export function tryHealthy(options: TrialOptions): Promise<Trial> {
  return play(ROOT, options);
}

async function play(root: string, { histories, seed, kind }: TrialOptions): Promise<Trial> {
  const child = spawn(process.execPath, [join(root, 'test', 'chaos', 'main.ts')], {
    cwd: root,
    env: {
      ...process.env,
      CHAOS_HISTORIES: String(histories),
      CHAOS_SEED: String(seed),
      CHAOS_KIND: kind,
      CHAOS_SHRINK: '0',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return readTrial(child.exitCode, output, errors);
}

/** Only the judge and the watchdog catch: a program that does not even run is no slip. */
function readTrial(exitCode: number | null, output: string, errors: string): Trial {
  const lines = output.trim().split('\n');
  const hangs = lines.find((line) => /^history \d+ hangs/.test(line));
  if (hangs !== undefined || exitCode === HUNG) return { verdict: 'caught', words: hangs ?? 'it hangs' };
  const summary = lines.at(-1) ?? '';
  if (exitCode === FOUND_WRONG) {
    const [words = ''] = lines.filter((line) =>
      /^c\d|^a second process|^at \d|^after a failover|^the former owner/.test(line),
    );
    return { verdict: 'caught', words: `${summary.split(',')[0]}: ${words}` };
  }
  if (exitCode === 0) return { verdict: 'survived', words: summary };
  return { verdict: 'invalid', words: errors.trim().split('\n')[0] ?? '' };
}
