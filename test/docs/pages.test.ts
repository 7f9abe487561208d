import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DOCUMENTS } from './checks.ts';
import { fillBlocks, findBlocks } from './made/fillBlocks.ts';
import { PAGE_BLOCKS } from './made/pageBlocks.ts';
import { INDEX, listPages, titlesOf, withFooter } from './made/pageFooters.ts';
import { parseDocument, readDocument } from './readDocument.ts';

const PAGES = DOCUMENTS.filter(({ file }) => file.startsWith('docs/') && file !== INDEX);
const listed = listPages(readDocument(INDEX));
const titles = titlesOf(PAGES);

it('docs/README.md lists every page of docs', () => {
  expect([...listed].sort()).toEqual(PAGES.map(({ file }) => basename(file)).sort());
});

// `npm test -- test/docs -u` writes the pages.
it.each(PAGES)('$file says what the code makes of it, and leads to the pages beside it', async (page) => {
  const text = fillBlocks(page.text, PAGE_BLOCKS.get(page.file) ?? new Map());
  const whole = withFooter(parseDocument(page.file, text), listed, titles);
  await expect(whole).toMatchFileSnapshot(`../../${page.file}`);
});

describe.each([...PAGE_BLOCKS])('%s', (file, blocks) => {
  it('has every part that the code makes, once', () => {
    const names = findBlocks(readDocument(file).text).map(({ name }) => name);
    expect(names.sort()).toEqual([...blocks.keys()].sort());
  });
});

it('a part that nothing makes is found out', () => {
  const page = '<!-- made from the code: nothing -->\n<!-- end -->';
  expect(() => fillBlocks(page, new Map())).toThrow('Nothing makes the part “nothing”');
});
