import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { typedCommands } from '../../../commands/table.ts';
import { bareEnvironment } from '../../support/bareEnvironment.ts';

const MAIN = join(import.meta.dirname, '../../../src/app/main/registerCommands.ts');

it('the dry run prints the commands that people type or choose on a message, as a JSON array, without a token', () => {
  const { stdout, status } = spawnSync(process.execPath, [MAIN, '--dry-run'], {
    encoding: 'utf8',
    env: { ...bareEnvironment(), COMMAND_NAME: 'tw' },
  });
  expect(status).toBe(0);
  const [command, ...others] = JSON.parse(stdout) as {
    name: string;
    options: { name: string; options?: { type: number; required?: boolean }[] }[];
  }[];
  expect(others).toEqual([{ type: 3, name: 'Watch these containers' }]);
  expect(command?.name).toBe('tw');
  expect(command?.options.map(({ name }) => name)).toEqual(typedCommands.map(({ name }) => name));
  for (const { options = [] } of command?.options ?? []) {
    expect(options.every(({ type }) => type === 3)).toBe(true);
    const required = options.map((option) => option.required === true);
    expect(required).toEqual(required.toSorted((a, b) => Number(b) - Number(a)));
  }
});
