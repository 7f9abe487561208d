import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readDocument } from './readDocument.ts';

/** What a line of the source may say, with a sign for each value that is put in. */
const said = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => readFileSync(join('src', file), 'utf8').split('\n'))
  .map((line) => line.replaceAll(/\$\{[^{}]*\}/g, '…').replaceAll(/\\(['`])/g, '$1'));

/** Whether a line of the source has all parts of a documented one in their order; values, and what a job is called, are not compared. */
function isSaid(documented: string): boolean {
  const parts = documented.replaceAll(/\d+|\bpartitions?\b/g, '…').split('…');
  return said.some((line) => {
    let from = 0;
    for (const part of parts) {
      const at = line.indexOf(part, from);
      if (at === -1) return false;
      from = at + part.length;
    }
    return true;
  });
}

it('whoever looks for a line of the log in docs/cluster.md finds it as it is logged', () => {
  const { text } = readDocument('docs/cluster.md');
  const [, section = ''] = text.split('## What is wrong, and what to do\n');
  const rows = section.split('\n## ')[0]?.split('\n') ?? [];
  const spans = rows.flatMap((row) => [...row.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span));
  const lines = spans.filter((span) => span.includes(' ') && !/^(npm run|curl) /.test(span));
  expect(lines.length).toBeGreaterThan(8);
  expect(lines.filter((line) => !isSaid(line))).toEqual([]);
});
