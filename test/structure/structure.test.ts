import { globSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkStructure } from './checkStructure.ts';
import { findCycles, toGraph } from './findCycles.ts';
import { LAYERS } from './layers.ts';

/** A tree that holds one file with these imports. */
function plant(file: string, ...specifiers: readonly string[]): { root: string; file: string } {
  const root = mkdtempSync(join(tmpdir(), 'threadwatch-structure-'));
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), specifiers.map((each) => `import type { A } from '${each}';\n`).join(''));
  return { root, file };
}

function check(file: string, ...specifiers: readonly string[]): string[] {
  const planted = plant(file, ...specifiers);
  return checkStructure([planted.file], planted.root);
}

describe('the structure check', () => {
  it('finds nothing to object to in this project', () => {
    expect(checkStructure(globSync(['src/**/*.ts', 'commands/**/*.ts']))).toEqual([]);
  });

  it.each(['slack', 'telegram'])('refuses an import of the platform %s from alerts', (platform) => {
    expect(check('src/alerts/planted.ts', `../chat/${platform}/port.ts`)).toEqual([
      `src/alerts/planted.ts imports src/chat/${platform}/port.ts: src/alerts may not import src/chat/${platform}`,
    ]);
  });

  it('holds a folder that nobody has listed to the loose files of src', () => {
    expect(check('src/newcomer/planted.ts', '../clock.ts')).toEqual([]);
    expect(check('src/newcomer/planted.ts', '../threads/api.ts')).toHaveLength(1);
  });

  it('lets a new platform import what every platform may, and no other platform', () => {
    expect(check('src/chat/telegram/port.ts', '../../messages/card.ts', '../platform.ts')).toEqual([]);
    expect(check('src/chat/telegram/port.ts', '../discord/render/renderCard.ts')).toHaveLength(1);
    expect(check('src/chat/telegram/port.ts', '../../threads/api.ts')).toHaveLength(1);
  });

  it('refuses a package where its folder has no use for it', () => {
    expect(check('src/alerts/planted.ts', 'discord.js')).toEqual([
      'src/alerts/planted.ts imports the package discord.js, which src/alerts may not import',
    ]);
  });

  it('lists every folder below the ones that may import it, so that no two can import each other', () => {
    const place = (folder: string): number => LAYERS.findIndex((layer) => layer.folder === folder);
    for (const { folder, imports } of LAYERS)
      for (const each of imports)
        if (!each.endsWith('*'))
          expect([folder, each, place(each) < place(folder)]).toEqual([folder, each, true]);
  });
});

it('a cycle is found and named, however long it is', () => {
  const graph = toGraph([
    ['a', 'b'],
    ['b', 'c'],
    ['c', 'a'],
    ['c', 'd'],
    ['d', 'd'],
  ]);
  expect(findCycles(graph)).toEqual(['a → b → c → a']);
});
