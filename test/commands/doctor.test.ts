import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { scenarioOf } from '../support/scenarios.ts';
import { channel, Story } from '../support/story.ts';

const BRAND = { token: 'token-of-brand', id: '17841400000000001', username: 'brand', grant_life: '5d' };
const CLUB = { token: 'token-of-club', id: '17841400000000002', username: 'club' };
const KEY = randomBytes(32).toString('base64');

async function begin(parts: Readonly<Record<string, unknown>> = {}, tokenKeys = [KEY]): Promise<Story> {
  const story = await Story.begin({
    scenario: scenarioOf({}, { accounts: [BRAND, CLUB], ...parts }),
    workspaces: { brand: ['w1'], club: ['w2'] },
    tokenKeys,
  });
  onTestFinished(() => story.end());
  return story;
}

/** Beside this process, which serves the sandbox. */
function runDoctor(
  env: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<{ code: unknown; output: string }> {
  return new Promise((resolve) =>
    execFile(process.execPath, ['src/doctor/main.ts', ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, output: stdout + stderr }),
    ),
  );
}

it('doctor says of everything that it is well, or what to do; of this workspace’s accounts alone', async () => {
  const story = await begin({ quotas: { deletes: 'no-scope' } });
  const report = await story.type('doctor');
  expect(report.split('\n')[0]).toBe('🩺 2 things to do');
  expect(report).toContain('⚠️ brand: its permission ends in 5 d. Type /threads connect account:brand');
  expect(report).toContain('⚠️ brand: 3 of 4 quotas answer; not granted: threads_delete');
  expect(report).toContain('OK brand: is @brand (17841400000000001), and its token works');
  expect(report).toContain('OK brand: its token ends in 60 d');
  expect(report).toContain('OK brand: 1 % of its call budget is used');
  expect(report).toContain(`OK ${story.sandbox.url} answers, and our clocks agree`);
  expect(report).toContain('OK The store answers: memory:');
  expect(report).toContain('OK TOKEN_KEY is set');
  expect(report).toMatch(/OK Threadwatch \d+\.\d+\.\d+ on Node \d+/);
  expect(report).toContain('OK Set: THREADS_ACCOUNTS, TOKEN_KEY');
  expect(report).not.toMatch(/club|token-of/);
  expect(await story.type('doctor', { ...channel('c1'), workspace: 'w2' })).not.toContain('brand');
  for (const line of report.split('\n').slice(1)) expect(line).toMatch(/^ {2}(OK |⚠️ )/);
});

it('doctor says so where a token is refused, a clock is wrong, and no key is set', async () => {
  const story = await begin(
    {
      faults: [
        {
          from: '0s',
          headers: { date: 'Thu, 01 Jan 2026 00:10:00 GMT' },
          error: { code: 190, error_subcode: 463 },
        },
      ],
    },
    [],
  );
  const report = await story.type('doctor');
  expect(report).toMatch(/⚠️ brand: .*token/);
  expect(report).toContain('Our clock is 10 min behind that of Threads');
  expect(report).toContain('Refreshed tokens live in memory: set TOKEN_KEY');
});

it('doctor is for managers', async () => {
  const story = await begin();
  expect(await story.type('doctor', channel('c1'), { id: 'bob', isManager: false })).toContain(
    'for managers',
  );
});

it('accounts lists this workspace’s, with their ends and what was not granted, and no token', async () => {
  const story = await begin({ quotas: { deletes: 'no-scope' } });
  const list = await story.type('accounts', channel('c1'), { id: 'bob', isManager: false });
  expect(list).toContain('1 Threads account in this workspace');
  expect(list).toContain('brand: @brand; token ends in 60 d');
  expect(list).toContain('permission ends in 5 d');
  expect(list).toContain('not granted: threads_delete');
  expect(list).not.toMatch(/club|token-of/);
});

it('npm run doctor checks from the command line, and its end says how it went', async () => {
  const story = await begin();
  const run = (env: Readonly<Record<string, string>>, ...args: string[]) =>
    runDoctor(
      {
        THREADS_API_URL: story.sandbox.url,
        THREADS_ACCESS_TOKEN: CLUB.token,
        DISCORD_TOKEN: 'discord-planted',
        DISCORD_GUILD_IDS: '123456789012345678',
        STORE_URL: 'memory:',
        TOKEN_KEY: KEY,
        ...env,
      },
      args,
    );
  const usage = await run({}, '--wrong');
  expect(usage.code).toBe(2);
  expect(usage.output).toContain('Usage: npm run -s doctor');
  expect((await run({ TOKEN_KEY: 'short' })).code).toBe(2);
  const report = await run({}, '--json');
  const lines = JSON.parse(report.output) as { ok: boolean; text: string }[];
  // The sandbox's clock is the story's, and the command's own is the world's.
  const toDo = lines.filter(({ ok }) => !ok).map(({ text }) => text);
  expect(toDo.every((text) => /clock|token ends|token has ended/.test(text))).toBe(true);
  expect(report.code).toBe(1);
  expect(report.output).toContain('default: is @club');
  expect(report.output).not.toMatch(/token-of-club|discord-planted/);
  expect(report.output).not.toContain(KEY);
});
