import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyse } from 'scslre';
import { describe, expect, it } from 'vitest';
import { readPatterns } from './readPatterns.ts';

const sources = ['src', 'commands'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name)),
);

/** The ways in which a pattern can take more than a fixed number of steps for each character. */
function slownessOf(source: string, flags: string): string[] {
  return analyse({ source, flags }).reports.map(
    ({ type, exponential, character }) =>
      `${exponential ? 'exponential' : 'polynomial'} (${type}) for a run of ${character.literal.source}`,
  );
}

describe('every pattern of the program takes time in proportion to the text', () => {
  it.each(sources)('%s', (file) => {
    const slow = readPatterns(file, readFileSync(file, 'utf8')).flatMap(({ source, flags, line }) =>
      slownessOf(source, flags).map((reason) => `line ${line}: /${source}/ is ${reason}`),
    );
    expect(slow, 'scan by hand, as trimTrailing does, or use the sticky flag').toEqual([]);
  });

  it('and none is built while the program runs, where nothing can judge it', () => {
    const built = sources.filter((file) => /\bRegExp\s*\(/.test(readFileSync(file, 'utf8')));
    expect(built).toEqual([]);
  });
});

describe('the judge of patterns', () => {
  it.each([
    ['^[*_]*([^*_].*?)[*_]*$', ''],
    ['(a+)+$', ''],
    ['/+$', ''],
    ['^\\s*(.*?)\\s*$', ''],
  ])('finds %s', (source, flags) => expect(slownessOf(source, flags)).not.toEqual([]));

  it.each([
    ['^[*_]+', ''],
    ['[*_]+', 'g'],
    ['^\\d{1,32}$', ''],
  ])('lets %s pass', (source, flags) => expect(slownessOf(source, flags)).toEqual([]));

  it('reads each pattern of a source', () =>
    expect(readPatterns('a.ts', 'const a: RegExp = /x+/g;\nf(/y/.test(b as string));')).toEqual([
      { source: 'x+', flags: 'g', line: 1 },
      { source: 'y', flags: '', line: 2 },
    ]));
});
