import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { defaults, type VariableName, variables } from '../../../src/app/variables.ts';
import type { Blocks } from './fillBlocks.ts';

/** Variables that other programs know too: they are not in the table of ours. */
const OTHERS: Readonly<Record<string, string>> = {
  HTTPS_PROXY: 'the http or https URL of a proxy',
  NO_PROXY: 'hosts, separated by commas',
  NODE_EXTRA_CA_CERTS: 'the path of a PEM file',
};

const SECTION = /^# ── (.+?) ─+$/;
const ASSIGNMENT = /^(?:# )?([A-Z_]+)=(.*)$/;
const NAMES = /\b[A-Z]+(?:_[A-Z]+)+\b(?:\/[a-z/]*[a-z])?|\b(?:MANAGERS|PUBLISHERS)\b/g;

/** Every variable, in the order and with the words of `.env.example`. */
export const variableBlocks: Blocks = new Map([['variables', describeVariables]]);

function describeVariables(): string {
  const paragraphs = readFileSync('.env.example', 'utf8').trim().split(/\n\n+/).slice(1);
  return paragraphs.map(describeParagraph).join('\n\n');
}

function describeParagraph(paragraph: string): string {
  const [, section] = SECTION.exec(paragraph) ?? [];
  if (section !== undefined) return `## ${section}`;
  const lines = paragraph.split('\n');
  const assignments = lines.flatMap((line) => [...(ASSIGNMENT.exec(line)?.slice(1, 2) ?? [])]);
  const words = lines.filter((line) => !ASSIGNMENT.test(line)).map((line) => line.replace(/^# ?/, ''));
  return [
    `### ${assignments.map((name) => `\`${name}\``).join(', ')}`,
    toMarkdown(words.join('\n')),
    assignments.map((name) => `- \`${name}\`: ${describeValue(name)}`).join('\n'),
  ].join('\n\n');
}

/** Names of variables are code, and pages are links. */
function toMarkdown(words: string): string {
  return words
    .replaceAll(NAMES, (name) => `\`${name}\``)
    .replaceAll(/\bdocs\/([a-z-]+\.md)\b/g, (_, page: string) => `[${page}](${page})`);
}

function describeValue(name: string): string {
  const other = OTHERS[name];
  if (other !== undefined) return other;
  if (!isVariable(name)) throw new Error(`.env.example names ${name}, which is no variable.`);
  const { expected, example } = variables[name];
  const value = readDefault(name);
  if (value !== undefined) return `${expected}; the default is \`${value}\``;
  return example.startsWith('the output of')
    ? `${expected}; for example ${example.replace(/: (.+)$/, ' `$1`')}`
    : `${expected}; for example \`${example}\``;
}

function isVariable(name: string): name is VariableName {
  return Object.hasOwn(variables, name);
}

/** What counts where a variable is not set, as people would write it. */
function readDefault(name: VariableName): string | undefined {
  const camel = name.toLowerCase().replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const value: unknown = Object.entries(defaults).find(([key]) => key === camel)?.[1];
  const { schema, example } = variables[name];
  if (value === undefined) return undefined;
  return isDeepStrictEqual(schema.safeParse(example).data, value) ? example : String(value);
}
