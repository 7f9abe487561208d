import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { readImports } from '../structure/readImports.ts';
import { bareEnvironment } from '../support/bareEnvironment.ts';

const MAIN = fileURLToPath(new URL('../../src/setup/main.ts', import.meta.url));

it('without a terminal it says what to set, shows no value, changes nothing, and ends with 0', () => {
  const folder = mkdtempSync(join(tmpdir(), 'threadwatch-setup-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const printed = execFileSync(process.execPath, [MAIN], {
    cwd: folder,
    env: { ...bareEnvironment(), DISCORD_TOKEN: 'a-secret-token' },
    encoding: 'utf8',
  });
  expect(printed).toMatch(/asks its questions in a terminal, and there is none here\. Nothing was changed/);
  expect(printed).toMatch(/DISCORD_TOKEN {2}\(set\)/);
  expect(printed).toMatch(/SLACK_BOT_TOKEN {2}\(not set; /);
  expect(printed).toMatch(/5\. .*User Token Generator/);
  expect(printed).toMatch(/npm run doctor.*npm start/);
  expect(printed).not.toContain('a-secret-token');
  expect(readdirSync(folder)).toEqual([]);
});

it('the bot loads nothing of the setup, and no prompts', () => {
  const reached = new Set(['src/main.ts']);
  for (const file of reached) {
    for (const { to, isPackage } of readImports([file])) if (!isPackage) reached.add(to);
  }
  expect(reached.size).toBeGreaterThan(100);
  expect([...reached].filter((file) => file.startsWith('src/setup'))).toEqual([]);
});
