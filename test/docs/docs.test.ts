import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { variables } from '../../src/app/variables.ts';
import { folderOf, mayImport } from '../structure/checkStructure.ts';
import { findCycles, type Graph, toGraph } from '../structure/findCycles.ts';
import { CHECKS, DOCUMENTS, SOURCES } from './checks.ts';
import { groupsOf, parseDocument, readDocument } from './readDocument.ts';
import { REPLACED_NAMES, REPLACED_WORDS } from './replacedNames.ts';

describe.each(DOCUMENTS)('$file', (document) => {
  it.each(Object.entries(CHECKS))('%s', (_, check) => {
    expect(check(document)).toEqual([]);
  });
});

it('the documents are those that a newcomer looks for', () => {
  const files = DOCUMENTS.map(({ file }) => file);
  expect(files).toEqual(
    expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'docs/architecture.md', 'docs/delivery.md']),
  );
});

it('a document that is wrong is found out', () => {
  const document = parseDocument(
    'docs/wrong.md',
    `# One heading
Run \`npm run nonsense\` or npm test; see \`src/nowhere.ts\`, \`alerts/nowhere\`, \`src/*/nowhere.ts\` and \`src/main.ts\`.
[here](#one-heading), [there](#another), [lost](lost.md), [wrong](../README.md#nowhere), [right](../README.md#try-it)
Set \`TOKEN_KEYS\` and \`TOKEN_KEY\`; type /threads nonsense or /threads watch, or \`/threads watch 1 agee:5m\`. \`decideNothing\`, \`Outbox.confirm\`, \`Deliverer\`.
\`\`\`sh
node ./test/nowhere.ts
\`\`\`
`,
  );
  expect(Object.values(CHECKS).map((check) => check(document))).toEqual([
    ['nonsense'],
    ['src/nowhere.ts', 'src/*/nowhere.ts', 'test/nowhere.ts', 'alerts/nowhere'],
    ['#another', 'lost.md', '../README.md#nowhere'],
    ['TOKEN_KEYS'],
    ['nonsense'],
    ['/threads watch 1 agee:5m'],
    ['decideNothing', 'Deliverer'],
  ]);
});

it('.env.example has every variable that the program reads, and no other', () => {
  const named = groupsOf(readFileSync('.env.example', 'utf8'), /^(?:# )?([A-Z_]+)=/gm);
  const withOtherPrograms = ['HTTPS_PROXY', 'NO_PROXY', 'NODE_EXTRA_CA_CERTS'];
  expect(named.sort()).toEqual([...Object.keys(variables), ...withOtherPrograms].sort());
});

describe('the picture of the folders in docs/architecture.md', () => {
  const { text } = readDocument('docs/architecture.md');
  const arrows = [...text.matchAll(/^ +(\S+) --> (\S+)$/gm)].map(
    ([, from = '', to = '']) => [from, to] as const,
  );
  const graph = toGraph(arrows);
  const files = globSync(['src/**/*.ts', 'commands/**/*.ts']);
  const folders = [...new Set(files.map(folderOf))].filter((folder) => folder !== 'src').sort();

  it('shows every folder, and no other', () => {
    expect([...new Set(arrows.flat())].sort()).toEqual(folders);
  });

  it('shows only imports that the layers allow, without a cycle', () => {
    expect(arrows.filter(([from, to]) => !mayImport(from, to))).toEqual([]);
    expect(findCycles(graph)).toEqual([]);
  });

  it('has a way for every import that the layers allow', () => {
    const allowed = folders.flatMap((from) =>
      folders.filter((to) => from !== to && mayImport(from, to)).map((to) => ({ from, to })),
    );
    // The layers let `src/app` import all of `src`; the rule against cycles puts `src/demo` above it.
    const lost = allowed.filter(({ from, to }) => !reaches(graph, from, to) && !reaches(graph, to, from));
    expect(lost).toEqual([]);
  });
});

function reaches(graph: Graph, from: string, to: string): boolean {
  return [...(graph.get(from) ?? [])].some((next) => next === to || reaches(graph, next, to));
}

describe('a name that was replaced', () => {
  /** The migration reads records that have the old names, and this folder lists them. */
  const MAY_HAVE_OLD_NAMES = /^(src\/app\/migrations|test\/docs)\//;
  const files = SOURCES.filter(({ file }) => !MAY_HAVE_OLD_NAMES.test(file));

  it('is no identifier', () => {
    const found = files.flatMap(({ file, words }) =>
      [...new Set(words)].filter((word) => REPLACED_NAMES.has(word)).map((word) => `${file}: ${word}`),
    );
    expect(found).toEqual([]);
  });

  it('is no type, function or export where it is a plain word as well', () => {
    const found = files.flatMap(({ file, words }) =>
      findDeclared(words, REPLACED_WORDS).map((word) => `${file}: ${word}`),
    );
    expect(found).toEqual([]);
  });

  it('is no name of a file', () => {
    const names = new Set([...REPLACED_NAMES, ...REPLACED_WORDS].map((name) => name.toLowerCase()));
    const nameOf = (file: string): string => basename(file).replace(/\..*$/, '').toLowerCase();
    expect(files.map(({ file }) => file).filter((file) => names.has(nameOf(file)))).toEqual([]);
  });
});

const DECLARING = new Set(['class', 'interface', 'type', 'function', 'enum', 'namespace']);

/** The names among the words of a file that it declares as a type or a function, or exports as a constant. */
function findDeclared(words: readonly string[], names: ReadonlySet<string>): string[] {
  return words.filter((word, index) => {
    const [before = '', beforeThat = ''] = [words[index - 1], words[index - 2]];
    return names.has(word) && (DECLARING.has(before) || (beforeThat === 'export' && before === 'const'));
  });
}
