import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { typedCommands } from '../../commands/table.ts';
import { variables } from '../../src/app/variables.ts';
import { parseLine } from '../../src/chat/text/parseLine.ts';
import { CONTAINER_STATUSES } from '../../src/threads/status.ts';
import { type Document, groupsOf, readDocument } from './readDocument.ts';
import { readWords } from './readWords.ts';
import { REPLACED_NAMES } from './replacedNames.ts';

/** Every document that people read here. */
export const DOCUMENTS = globSync(['*.md', 'docs/*.md', 'test/*.md']).sort().map(readDocument);

/** Every file of code, with its words. */
export const SOURCES = globSync(['src/**/*.ts', 'commands/**/*.ts', 'test/**/*.ts'])
  .sort()
  .map((file) => ({ file, words: readWords(readFileSync(file, 'utf8')) }));

/** Finds what a document says that is not so. @returns the words of the document */
type Check = (document: Document) => readonly string[];

/** What is checked of every document, by the question that a reader would ask. */
export const CHECKS: Readonly<Record<string, Check>> = {
  'names only npm scripts that package.json has': findLostScripts,
  'names only paths that exist': findLostPaths,
  'links only to files and headings that exist': findLostLinks,
  'names only variables that the program reads': findLostVariables,
  'names only commands that can be typed': findLostCommands,
  'prints only lines that can be typed': findLostLines,
  'names only code that there is': findLostNames,
};

function findLostScripts({ text }: Document): string[] {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object };
  const run = groupsOf(text, /\bnpm\s+run\s+(?:-s\s+|--silent\s+)?([\w:-]+)/g);
  const short = groupsOf(text, /\bnpm\s+(test|start)\b/g);
  return [...run, ...short].filter((name) => !Object.hasOwn(scripts, name));
}

/** A path from the root of the project, also where it begins with `./` or `../`. */
const PATH = /(?<![\w/.-])(?:\.{1,2}\/)*((?:src|commands|test|docs|ops)\/[\w.*<>/-]*)/g;

/** A path from `src`, as a table may write it. */
const SHORT_PATH = new RegExp(
  `^(?:${globSync('src/*/')
    .map((folder) => basename(folder))
    .join('|')})/[\\w./-]+$`,
);

function findLostPaths({ file, code }: Document): string[] {
  const full = code.flatMap((each) => groupsOf(each, PATH)).filter((path) => !isThere(path));
  const short = code.filter((each) => SHORT_PATH.test(each));
  return [...full, ...short.filter((path) => !isThere(`src/${path}`) && !isThere(join(dirname(file), path)))];
}

/** `*` and `<name>` stand for anything; the ending of a file may be left out. */
function isThere(path: string): boolean {
  const pattern = path.replaceAll(/<[^>]*>/g, '*').replace(/[./]+$/, '');
  return ['', '.ts', '.test.ts'].some((ending) => globSync(pattern + ending).length > 0);
}

function findLostLinks({ file, links, anchors }: Document): string[] {
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? file : normalize(join(dirname(file), path));
    if (anchor === undefined) return !existsSync(target);
    const there = target === file ? anchors : DOCUMENTS.find((each) => each.file === target)?.anchors;
    return !there?.has(anchor);
  });
}

/** Words in capitals that are no variables: Threads' own, a placeholder, what other programs read too, and what the chaos test and that of real replicas read. */
const OTHER_CAPITALS = new Set<string>([
  ...CONTAINER_STATUSES,
  'FAILED_DOWNLOADING_VIDEO',
  'APPLICATION_ID',
  'HTTPS_PROXY',
  'NO_PROXY',
  'HOOK_URL',
  // Of the receivers that the page about events shows.
  'SIGNING_SECRET',
  'MOST_TRIES',
  'THREADWATCH_HOOK',
  'CHAOS_HISTORIES',
  'CHAOS_SEED',
  'CHAOS_KIND',
  'CHAOS_SHRINK',
  'CHAOS_SKIP',
  'CLUSTER_RUNS',
  'CLUSTER_SEED',
]);

function findLostVariables({ text }: Document): string[] {
  const named = groupsOf(text, /\b([A-Z][A-Z\d]*(?:_[A-Z\d]+)+)\b/g);
  return named.filter(
    (name) => !Object.hasOwn(variables, name) && !OTHER_CAPITALS.has(name) && !name.startsWith('NODE_'),
  );
}

function findLostCommands({ text }: Document): string[] {
  const typed = groupsOf(text, /(?<!\w)\/threads\s+([a-z]+)/g);
  return typed.filter((name) => !typedCommands.some((command) => command.name === name));
}

function findLostLines({ code }: Document): string[] {
  const lines = code.flatMap((each) => each.split('\n')).filter((line) => /^\/threads\s/.test(line));
  return lines.filter((line) => {
    try {
      return parseLine(line, typedCommands).command === '';
    } catch {
      return true;
    }
  });
}

/** `decideCheck`, `Outbox.confirm`, `run(args, context)`: words with a capital inside, or with a dot. */
const CODE_NAME = /^(?:[A-Za-z]+[a-z][A-Z]\w*|[A-Z][a-z]\w*\.[a-z]\w*)(?:\(.*\))?$/;

/** Names that Threads uses in its answers. */
const NAMES_OF_THREADS: ReadonlySet<string> = new Set(['THApiException', 'OAuthException']);

/** The names of the alert rules for operators. */
const ALERT_RULES = groupsOf(readFileSync('ops/alerts.yml', 'utf8'), /^ +- alert: (\w+)$/gm);

const KNOWN_NAMES = new Set([
  ...SOURCES.flatMap(({ file, words }) => [basename(file, '.ts'), ...words]),
  ...ALERT_RULES,
]);

function findLostNames({ spans }: Document): string[] {
  const isKnown = (name: string): boolean =>
    NAMES_OF_THREADS.has(name) ||
    name
      .replace(/\(.*$/, '')
      .split('.')
      .every((part) => KNOWN_NAMES.has(part));
  return spans.filter((span) => REPLACED_NAMES.has(span) || (CODE_NAME.test(span) && !isKnown(span)));
}
