import { readFileSync } from 'node:fs';

/** A Markdown document of the project, in the parts that the test compares with the code. */
export interface Document {
  /** From the root of the project. */
  readonly file: string;
  readonly text: string;
  /** Everything that is marked as code: the inline spans, then the blocks. */
  readonly code: readonly string[];
  /** The inline spans alone. */
  readonly spans: readonly string[];
  /** The targets of all links. */
  readonly links: readonly string[];
  /** The anchors of the headings, as GitHub makes them. */
  readonly anchors: ReadonlySet<string>;
}

const BLOCK = /^```[^\n]*\n([\s\S]*?)^```$/gm;
/** A span may go on in the next line of its paragraph. */
const SPAN = /`((?:[^`\n]|\n(?!\n))+)`/g;
const LINK = /\]\(([^()\s]+)\)/g;
const HEADING = /^#{1,6} +(.+)$/gm;

/** Reads a document. @param file from the root of the project, which is the working directory */
export function readDocument(file: string): Document {
  return parseDocument(file, readFileSync(file, 'utf8'));
}

export function parseDocument(file: string, text: string): Document {
  const prose = text.replaceAll(BLOCK, '');
  // In a table, a bar in a span is written with a backslash.
  const spans = groupsOf(prose, SPAN).map((span) => span.replaceAll('\\|', '|').replaceAll('\n', ' '));
  return {
    file,
    text,
    spans,
    code: [...spans, ...groupsOf(text, BLOCK)],
    links: groupsOf(prose.replaceAll(SPAN, ''), LINK),
    anchors: toAnchors(groupsOf(prose, HEADING)),
  };
}

/** The first group of every match. */
export function groupsOf(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, group = '']) => group);
}

/** The anchor of a heading, where no other has it: small letters, no punctuation, a hyphen for a space. */
export function toAnchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');
}

/** A number follows where a heading comes again. */
function toAnchors(headings: readonly string[]): Set<string> {
  const counts = new Map<string, number>();
  return new Set(
    headings.map((heading) => {
      const slug = toAnchor(heading);
      const count = counts.get(slug) ?? 0;
      counts.set(slug, count + 1);
      return count === 0 ? slug : `${slug}-${count}`;
    }),
  );
}
