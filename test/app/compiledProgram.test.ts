import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { DiscordDouble } from '../chat/discord/double/discordDouble.ts';
import { BotProcess } from '../support/botProcess.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const BESIDE_THE_LIBRARIES = fileURLToPath(new URL('../../node_modules/.cache/threadwatch', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'threadwatch-compiled-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the program as it was compiled last time', () => {
  it('is left beside the libraries by a start, even one that can not be', async () => {
    expect(await startBare()).toBe(1);
    expect(listFiles(BESIDE_THE_LIBRARIES).length).toBeGreaterThan(100);
  });

  it('is left by a process that is killed once it was ready', async () => {
    await using discord = await DiscordDouble.start();
    const kept = join(folder, 'kept');
    await using bot = new BotProcess({
      STORE_URL: 'memory:',
      ...discord.environment,
      NODE_COMPILE_CACHE: kept,
    });
    bot.start();
    await bot.ready();
    bot.kill('SIGKILL');
    await bot.ended();
    expect(listFiles(kept).length).toBeGreaterThan(100);
  });

  it('holds up nothing where it can not be kept', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(await startBare({ NODE_COMPILE_CACHE: join(file, 'cache') })).toBe(1);
  });
});

/** Without a single variable, so that it ends with what is missing. @returns the code with which it ends */
async function startBare(more: Readonly<Record<string, string>> = {}): Promise<number> {
  const { PATH = '' } = process.env;
  const bot = spawn(process.execPath, [MAIN], { cwd: folder, env: { PATH, ...more }, stdio: 'ignore' });
  const [code] = await once(bot, 'close');
  return code;
}

function listFiles(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' });
}
