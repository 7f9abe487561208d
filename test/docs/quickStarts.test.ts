import { expect, it } from 'vitest';
import { readConfig } from '../../src/app/config.ts';
import { readDocument } from './readDocument.ts';

/** The variables that a page says to set, in its order; a later value replaces an earlier one. */
function readSettings(file: string): Record<string, string> {
  const [, ...blocks] = readDocument(file).text.split('\n```sh\n');
  const lines = blocks.flatMap((block) => block.split('\n```')[0]?.split('\n') ?? []);
  const settings = lines.flatMap((line) => {
    const [, name, value] = /^([A-Z_]+)=(\S+)$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value.replace('…', 'x')] as const];
  });
  return Object.fromEntries(settings);
}

it.each([
  ['docs/discord.md', 'discord'],
  ['docs/slack.md', 'slack'],
] as const)('the settings that %s prints are all that a start needs', (file, platform) => {
  const settings = readSettings(file);
  const config = readConfig(settings);
  expect(config[platform]).toBeDefined();
  expect(config.accounts.map(({ name }) => name)).toEqual(['brand']);
  for (const name of Object.keys(settings).filter((each) => /TOKEN$|_IDS$/.test(each)))
    expect(() => readConfig({ ...settings, [name]: '' }), name).toThrow(name);
});
