import { basename } from 'node:path';
import type { Document } from '../readDocument.ts';

const FOOTER = /\n+---\n\n[^\n]*\[All pages\]\(README\.md\)[^\n]*\n*$/;
export const INDEX = 'docs/README.md';

/** The pages that the index lists, in its order. */
export function listPages(index: Document): string[] {
  return [...new Set(index.links.flatMap((link) => /^([a-z-]+\.md)(?:#.*)?$/.exec(link)?.[1] ?? []))];
}

/** A page with the way to the pages before and after it in the index at its end. */
export function withFooter(
  page: Document,
  pages: readonly string[],
  titles: ReadonlyMap<string, string>,
): string {
  const at = pages.indexOf(basename(page.file));
  if (at < 0) return page.text;
  const link = (name: string | undefined, write: (title: string) => string): string[] =>
    name === undefined ? [] : [`[${write(titles.get(name) ?? name)}](${name})`];
  const way = [
    ...link(pages[at - 1], (title) => `← ${title}`),
    '[All pages](README.md)',
    ...link(pages[at + 1], (title) => `${title} →`),
  ].join(' · ');
  return `${page.text.replace(FOOTER, '').trimEnd()}\n\n---\n\n${way}\n`;
}

/** The first heading of each page, by its name. */
export function titlesOf(documents: readonly Document[]): ReadonlyMap<string, string> {
  return new Map(
    documents.map(({ file, text }) => [basename(file), /^# (.+)$/m.exec(text)?.[1] ?? basename(file)]),
  );
}
