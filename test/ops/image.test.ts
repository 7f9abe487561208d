import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { parseScenario } from '../../src/sandbox/schema/scenario.ts';
import { DiscordDouble } from '../chat/discord/double/discordDouble.ts';
import { SlackDouble } from '../chat/slack/double/slackDouble.ts';
import { bareEnvironment } from '../support/bareEnvironment.ts';
import { useRedis } from '../support/useRedis.ts';
import { readCopied } from './readCopied.ts';

const dockerfile = readFileSync('Dockerfile', 'utf8');
const command = JSON.parse(dockerfile.match(/^CMD (\[.+\])$/m)?.[1] ?? '[]') as string[];

it('everything that is copied into the image exists, and so does what stays out', () => {
  const { copied, left } = readCopied();
  expect(copied).toEqual(expect.arrayContaining(['package-lock.json', 'src', 'commands']));
  const all = [...copied, ...readCopied('bundle').copied, ...left];
  expect(all.filter((path) => !existsSync(path) && path !== 'src/hooks/client.js')).toEqual([]);
});

it('the image compiles and starts the program with the flags of npm start', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { start: string } };
  const [, flags = ''] = scripts.start.match(/^exec node -r \S+ (.+) src\/main\.ts \|\|/) ?? [];
  expect(command).toEqual(['node', ...flags.split(' '), 'dist/main.js']);
  expect(dockerfile).toContain(`RUN ["node", "${flags.split(' ').join('", "')}", "dist/compile.js"]`);
});

describe('what the image holds', () => {
  const used = useRedis();

  it('is enough to start, alone and as a replica, and to end with 0', async () => {
    const folder = createImage();
    expectLicences(join(folder, 'dist'));
    await using discord = await DiscordDouble.start();
    const slack = await SlackDouble.start();
    onTestFinished(() => slack.close());
    const sandbox = await startSandbox({ clock: systemClock, scenario: parseScenario({}) });
    onTestFinished(() => sandbox.close());
    const environment = {
      ...discord.environment,
      ...slack.environment,
      THREADS_API_URL: sandbox.url,
      THREADS_ACCESS_TOKEN: 'sandbox-token',
    };
    expect(await run(folder, { ...environment, STORE_URL: 'memory:' })).toEqual([0, null]);
    // Its queue is an optional dependency, and no package of the image: it is in the bundle.
    const replica = { ...environment, CLUSTER: 'on', STORE_URL: used.server.url };
    expect(await run(folder, replica)).toEqual([0, null]);
  });
});

/** Starts the program, and ends it once it is ready. @returns its exit code and the signal that ended it */
async function run(folder: string, environment: NodeJS.ProcessEnv): Promise<unknown[]> {
  const bot = spawn(process.execPath, command.slice(1), {
    cwd: folder,
    env: { ...bareEnvironment(), NODE_ENV: 'production', HTTP_PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void bot.kill('SIGKILL'));
  const ended = once(bot, 'close');
  for await (const chunk of bot.stdout)
    if (String(chunk).includes('Threadwatch is ready')) bot.kill('SIGTERM');
  return ended;
}

/** That the licences of the packages in a bundle stand beside it. */
function expectLicences(folder: string): void {
  const licences = readFileSync(join(folder, 'LICENSES.txt'), 'utf8');
  const named = [...licences.matchAll(/^(\S+) \d\S* \(\S+\)\n\n(?=.*(?:licen[cs]e|copyright))/gim)].map(
    ([, name]) => name,
  );
  expect(named).toEqual(
    expect.arrayContaining(['@slack/bolt', '@discordjs/ws', 'undici', 'zod', 'express', 'ws']),
  );
}

/**
 * @returns a folder with what the image has in /app, without its packages: the bundle needs none of them. The bundle is the
 * one of this run, built as by `npm run build`.
 */
function createImage(): string {
  const folder = mkdtempSync(join(tmpdir(), 'threadwatch-image-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { copied, left } = readCopied();
  const kept = left.map((path) => resolve(path));
  for (const path of copied)
    cpSync(path, join(folder, path), { recursive: true, filter: (file) => !kept.includes(resolve(file)) });
  const { BUILT_BOT: built = '' } = process.env;
  cpSync(join(built, 'dist'), join(folder, 'dist'), { recursive: true });
  return folder;
}

describe('the health check', () => {
  it.each([
    [200, 'ready\n', 0],
    [503, 'discord is not connected\n', 1],
  ])('ends with the right code where /readyz answers %i, and says why', async (status, body, code) => {
    const server = createServer(({ url }, response) =>
      response.writeHead(url === '/readyz' ? status : 404).end(body),
    );
    await once(server.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void server.close());
    expect(await runCheck((server.address() as AddressInfo).port)).toEqual({ code, stdout: body });
  });

  it('ends with 1 where nobody listens', async () => {
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const { code, stdout } = await runCheck(port);
    expect(code).toBe(1);
    expect(stdout).toContain('ECONNREFUSED');
  });
});

async function runCheck(port: number): Promise<{ code: number; stdout: string }> {
  const check = spawn(process.execPath, ['ops/healthcheck.cjs'], {
    env: { ...bareEnvironment(), HTTP_PORT: String(port) },
  });
  let stdout = '';
  check.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  const [code] = await once(check, 'close');
  return { code, stdout };
}
