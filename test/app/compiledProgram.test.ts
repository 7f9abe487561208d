import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { DiscordDouble } from '../chat/discord/double/discordDouble.ts';
import { BotProcess, SOURCES } from '../support/botProcess.ts';

const PRELOAD = fileURLToPath(new URL('../../src/preload.cjs', import.meta.url));
const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const SMALL = fileURLToPath(new URL('../../src/duration.ts', import.meta.url));
const DEFAULT_CACHE = fileURLToPath(new URL('../../node_modules/.cache/threadwatch', import.meta.url));

/** Ends with exit code 9 where Node has loaded its compiler for TypeScript. */
const TELL_TYPESCRIPT = `data:text/javascript,process.on('exit', () => {
  if (process.moduleLoadList.some((name) => name.includes('internal/deps/amaro'))) process.exitCode = 9;
})`;

const folder = mkdtempSync(join(tmpdir(), 'threadwatch-compiled-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the compile cache', () => {
  it('is written to node_modules by any start, even one that fails', async () => {
    expect(await startBare()).toBe(1);
    expect(listFiles(DEFAULT_CACHE).length).toBeGreaterThan(100);
  });

  it('has all that a start like that of npm needs, so Node loads no compiler for TypeScript', async () => {
    await startBare({}, ['-r', PRELOAD]);
    expect(await startBare({}, ['-r', PRELOAD, '--import', TELL_TYPESCRIPT])).toBe(1);
    // Any file of TypeScript shows that it would be told.
    const uncached = { NODE_DISABLE_COMPILE_CACHE: '1' };
    expect(await startBare(uncached, ['--import', TELL_TYPESCRIPT], SMALL)).toBe(9);
  });

  it('is written also if the process is killed after it was ready', async () => {
    await using discord = await DiscordDouble.start();
    const cache = join(folder, 'cache');
    const environment = { STORE_URL: 'memory:', ...discord.environment, NODE_COMPILE_CACHE: cache };
    await using bot = new BotProcess(environment, undefined, SOURCES);
    bot.start();
    await bot.ready();
    bot.kill('SIGKILL');
    await bot.ended();
    expect(listFiles(cache).length).toBeGreaterThan(100);
  });

  it('does not affect the program if it cannot be written', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(await startBare({ NODE_COMPILE_CACHE: join(file, 'cache') })).toBe(1);
  });
});

/** Starts the program without any variable, so that it ends with a configuration error. @returns its exit code */
async function startBare(
  more: Readonly<Record<string, string>> = {},
  flags: readonly string[] = [],
  program = MAIN,
): Promise<number> {
  const { PATH = '' } = process.env;
  const bot = spawn(process.execPath, [...flags, program], {
    cwd: folder,
    env: { PATH, ...more },
    stdio: 'ignore',
  });
  const [code] = await once(bot, 'close');
  return code;
}

function listFiles(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' });
}
