import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

interface Step {
  readonly uses?: string;
  readonly run?: string;
}
interface Workflow {
  readonly permissions: object;
  readonly jobs: Readonly<Record<string, { permissions: { readonly contents?: string }; steps: Step[] }>>;
}

const { version, dependencies, devDependencies, optionalDependencies } = JSON.parse(
  readFileSync('package.json', 'utf8'),
);
const workflows = globSync('.github/workflows/*.yml').map((file) => {
  const text = readFileSync(file, 'utf8');
  return { file, text, workflow: parse(text) as Workflow };
});

it.each(workflows)(
  '$file pins every action by its commit, with the version beside it',
  ({ text, workflow }) => {
    const used = Object.values(workflow.jobs).flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? []));
    expect(used.length).toBeGreaterThan(0);
    for (const action of used) expect(action).toMatch(/^[\w-]+\/[\w/-]+@[0-9a-f]{40}$/);
    for (const line of text.split('\n').filter((each) => each.includes('uses:')))
      expect(line).toMatch(/ # v\d+\.\d+\.\d+$/);
  },
);

it.each(workflows)('$file gives no right to all jobs, and names those of each', ({ workflow }) => {
  expect(workflow.permissions).toEqual({});
  for (const { permissions } of Object.values(workflow.jobs)) expect(permissions).toHaveProperty('contents');
});

it('only the job that releases may write to the repository, and it runs no package', () => {
  const writing = workflows.flatMap(({ workflow }) =>
    Object.entries(workflow.jobs).filter(
      ([
        ,
        {
          permissions: { contents },
        },
      ]) => contents === 'write',
    ),
  );
  expect(writing.map(([name]) => name)).toEqual(['release']);
  const runs = writing.flatMap(([, { steps }]) => steps.map(({ run = '' }) => run)).join('\n');
  expect(runs).not.toMatch(/npm (ci|install|run|test)/);
});

it('a change runs what a clean machine runs', () => {
  expect(workflows.find(({ file }) => file.endsWith('ci.yml'))?.text).toContain('.ci/run');
});

it('updates leave emulate alone, and name only packages that there are', () => {
  const { updates } = parse(readFileSync('.github/dependabot.yml', 'utf8')) as {
    updates: { ignore?: { 'dependency-name': string; 'update-types'?: string[] }[] }[];
  };
  const ignored = updates[0]?.ignore ?? [];
  expect(ignored.filter((each) => each['update-types'] === undefined)).toEqual([
    { 'dependency-name': 'emulate' },
  ]);
  const packages = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
  for (const { 'dependency-name': name } of ignored)
    expect(packages.some((each) => each.startsWith(name.replace(/\*$/, '')))).toBe(true);
});

it('the lock file has a checksum of each package', () => {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { integrity?: string }>;
  };
  const open = Object.entries(packages).filter(
    ([path, { integrity }]) => path !== '' && !integrity?.startsWith('sha512-'),
  );
  expect(open.map(([path]) => path)).toEqual([]);
});

it('the changelog has the notes of this version, and of no other that is asked for', () => {
  const ask = (name: string) => spawnSync(process.execPath, ['ops/changes.cjs', name], { encoding: 'utf8' });
  expect(ask(version)).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\S.*\n/) });
  expect(ask('99.0.0')).toMatchObject({
    status: 1,
    stdout: '',
    stderr: 'CHANGELOG.md has no section for 99.0.0\n',
  });
});
