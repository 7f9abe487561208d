import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';

interface CheckNode {
  isEnough(version: string): boolean;
  describeOldNode(version: string, system: string): string;
}

const PRELOAD = './src/preload.cjs';
const { isEnough, describeOldNode } = createRequire(import.meta.url)('../../src/checkNode.cjs') as CheckNode;
const { scripts, engines } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  scripts: Record<string, string>;
  engines: { node: string };
};

it.each([
  ['0.12.18', false],
  ['20.20.2', false],
  ['24.4.9', false],
  ['24.5.0', true],
  ['24.21.0', true],
  ['25.0.0', true],
  ['26.10.0', true],
])('Node %s is enough: %s', (version, expected) => {
  expect(engines.node).toBe('>=24.5');
  expect(isEnough(version)).toBe(expected);
});

it.each(['linux', 'darwin', 'win32', 'alpine'])('on %s one line says what to install', (system) => {
  const text = describeOldNode('20.20.2', system);
  expect(text).toMatch(/^Threadwatch needs Node 24\.5 or later; this is Node 20\.20\.2\. .*nstall .*\.\n$/);
  expect(text.match(/\n/g)).toHaveLength(1);
});

describe('npm scripts', () => {
  const programs = Object.entries(scripts).filter(([, line]) => /node .*src\/\S+\.ts/.test(line));

  it.each(programs)('%s checks the version before it loads TypeScript', (name, line) => {
    const starts = line.match(/\bnode .*?src\/\S+\.ts/g) ?? [];
    const isPreloaded = starts.every((start) => start.startsWith(`node -r ${PRELOAD} `));
    expect(isPreloaded || scripts[`pre${name}`] === 'node ./src/checkNode.cjs').toBe(true);
  });

  it('are all of the programs', () => {
    expect(programs.map(([name]) => name)).toEqual(
      expect.arrayContaining(['start', 'setup', 'demo', 'sandbox', 'commands', 'manifest', 'doctor', 'hook']),
    );
  });
});

const { PATH = '' } = process.env;

/** A Node on the path that is too old, such as that of the system. */
const oldNode = PATH.split(delimiter)
  .map((folder) => join(folder, 'node'))
  .find((path) => existsSync(path) && !isEnough(readVersion(path)));

function readVersion(path: string): string {
  return spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout.trim().slice(1);
}

it.skipIf(oldNode === undefined)('an old Node ends with that line and exit code 1, and nothing else', () => {
  const { status, stdout, stderr } = spawnSync(oldNode ?? '', ['-r', PRELOAD, 'src/main.ts'], {
    encoding: 'utf8',
  });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toBe(describeOldNode(readVersion(oldNode ?? ''), process.platform));
});

it('a Node that is new enough goes on, without a word', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-r', PRELOAD, '-p', '1'], {
    encoding: 'utf8',
  });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '1\n', stderr: '' });
});

it('installing warns of no other package than this', () => {
  expect(readFileSync('.npmrc', 'utf8')).toMatch(/^loglevel=error$/m);
});
