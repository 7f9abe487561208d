import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Assignments, assign, choosePartition } from '../../../src/cluster/layout/assign.ts';
import { compareLayouts } from '../../../src/cluster/layout/compareLayouts.ts';
import { describeSplit } from '../../../src/cluster/layout/describeSplit.ts';
import { type Bindings, type Component, findComponents } from '../../../src/cluster/layout/findComponents.ts';

/** Few names, so that they meet; and those that an object would stumble over. */
const account = fc.constantFrom('brand', 'shop', 'old', '__proto__', 'constructor', '123', 'T0A');
const workspace = fc.constantFrom('123', '456', '789', 'T0A', 'T0B', '__proto__', 'brand');
const someBindings: fc.Arbitrary<Bindings> = fc.record(
  {
    accounts: fc.uniqueArray(
      fc.record(
        { name: account, workspaces: fc.uniqueArray(workspace, { maxLength: 3 }) },
        { noNullPrototype: true },
      ),
      { selector: ({ name }) => name, maxLength: 6 },
    ),
    workspaces: fc.uniqueArray(workspace),
  },
  { noNullPrototype: true },
);
const someCount = fc.integer({ min: 1, max: 64 });

/** Whether two workspaces hang together, as the bindings say it: walked from one to the other, step by step. */
function reaches({ accounts }: Bindings, from: string, to: string): boolean {
  const reached = new Set([from]);
  for (let size = 0; size < reached.size; ) {
    size = reached.size;
    for (const { workspaces } of accounts)
      if (workspaces.some((id) => reached.has(id))) for (const id of workspaces) reached.add(id);
  }
  return reached.has(to);
}

const toSets = ({ accounts, workspaces }: Assignments) => ({
  accounts: Object.fromEntries([...accounts].map(([name, place]) => [`_${name}`, place])),
  workspaces: Object.fromEntries([...workspaces].map(([id, place]) => [`_${id}`, place])),
});

const namesOf = (components: readonly Component[]) => ({
  accounts: components.flatMap(({ accounts }) => accounts).toSorted(),
  workspaces: components.flatMap(({ workspaces }) => workspaces).toSorted(),
});

describe('the components of the bindings', () => {
  it('hold each account and each workspace exactly once', () => {
    fc.assert(
      fc.property(someBindings, (bindings) => {
        const known = new Set([
          ...bindings.workspaces,
          ...bindings.accounts.flatMap(({ workspaces }) => workspaces),
        ]);
        expect(namesOf(findComponents(bindings))).toEqual({
          accounts: bindings.accounts.map(({ name }) => name).toSorted(),
          workspaces: [...known].toSorted(),
        });
      }),
    );
  });

  it('hold two workspaces together where a way leads from one to the other, and only there', () => {
    fc.assert(
      fc.property(someBindings, workspace, workspace, (bindings, one, other) => {
        const components = findComponents({ ...bindings, workspaces: [...bindings.workspaces, one, other] });
        const together = components.some(
          ({ workspaces }) => workspaces.includes(one) && workspaces.includes(other),
        );
        expect(together).toBe(reaches(bindings, one, other));
      }),
    );
  });

  it('hold each account with all its workspaces', () => {
    fc.assert(
      fc.property(someBindings, (bindings) => {
        const components = findComponents(bindings);
        for (const { name, workspaces } of bindings.accounts) {
          const own = components.find(({ accounts }) => accounts.includes(name));
          expect(own?.workspaces).toEqual(expect.arrayContaining([...workspaces]));
        }
      }),
    );
  });
});

describe('a layout', () => {
  it('is the same in whatever order the bindings stand', () => {
    const shuffled = someBindings.chain((bindings) =>
      fc.tuple(
        fc.constant(bindings),
        fc.shuffledSubarray([...bindings.accounts], { minLength: bindings.accounts.length }),
        fc.shuffledSubarray([...bindings.workspaces], { minLength: bindings.workspaces.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, someCount, ([bindings, accounts, workspaces], count) => {
        const turned = {
          accounts: accounts.map(({ name, workspaces: ids }) => ({
            name,
            workspaces: ids.toReversed(),
          })),
          workspaces,
        };
        expect(toSets(assign(findComponents(turned), count))).toEqual(
          toSets(assign(findComponents(bindings), count)),
        );
      }),
    );
  });

  it('puts all of a component in one partition, of those that there are', () => {
    fc.assert(
      fc.property(someBindings, someCount, (bindings, count) => {
        const components = findComponents(bindings);
        const { accounts, workspaces } = assign(components, count);
        for (const component of components) {
          const places = new Set([
            ...component.accounts.map((name) => accounts.get(name)),
            ...component.workspaces.map((id) => workspaces.get(id)),
          ]);
          expect([...places]).toEqual([choosePartition(component, count)]);
          expect(Math.min(count - 1, Math.max(0, choosePartition(component, count)))).toBe(
            choosePartition(component, count),
          );
        }
      }),
    );
  });

  it('never moves what it knows, and takes in what is new, unless that joins what lies apart', () => {
    fc.assert(
      fc.property(someBindings, someBindings, someCount, (before, after, count) => {
        const known = assign(findComponents(before), count);
        const components = findComponents(after);
        const { assignments, split, isChanged } = compareLayouts(known, components, count);
        for (const kind of ['accounts', 'workspaces'] as const) {
          for (const [name, place] of known[kind]) expect(assignments[kind].get(name)).toBe(place);
          const apart = split.flatMap(({ component }) => component[kind]);
          for (const name of namesOf(components)[kind])
            if (!apart.includes(name)) expect(assignments[kind].has(name)).toBe(true);
        }
        for (const { component, partitions } of split) {
          expect(partitions.length).toBeGreaterThan(1);
          expect(component.accounts.length + component.workspaces.length).toBeGreaterThan(1);
        }
        const sizes = ({ accounts, workspaces }: Assignments) => accounts.size + workspaces.size;
        if (split.length === 0) expect(isChanged).toBe(sizes(assignments) > sizes(known));
      }),
    );
  });

  it('is joined again without a change by whoever has the same bindings', () => {
    fc.assert(
      fc.property(someBindings, someCount, (bindings, count) => {
        const components = findComponents(bindings);
        const known = assign(components, count);
        const change = compareLayouts(known, components, count);
        expect(toSets(change.assignments)).toEqual(toSets(known));
        expect(change).toMatchObject({ isChanged: false, split: [] });
      }),
    );
  });

  it('keeps a component in its place though a workspace joins it that would have been hashed elsewhere', () => {
    const before = { accounts: [{ name: 'brand', workspaces: ['500'] }], workspaces: [] };
    const known = assign(findComponents(before), 16);
    const ids = Array.from({ length: 40 }, (_, id) => String(100 + id));
    const moving = ids.find(
      (id) => choosePartition({ accounts: [], workspaces: [id] }, 16) !== known.workspaces.get('500'),
    );
    const after = findComponents({
      accounts: [{ name: 'brand', workspaces: ['500', moving ?? ''] }],
      workspaces: [],
    });
    expect(compareLayouts(known, after, 16).assignments.workspaces.get(moving ?? '')).toBe(
      known.workspaces.get('500'),
    );
  });

  it('spreads what does not hang together evenly', () => {
    const components = Array.from({ length: 3_200 }, (_, id) => ({
      accounts: [],
      workspaces: [`T${id.toString(36).toUpperCase().padStart(6, '0')}`],
    }));
    const sizes = [...Map.groupBy(assign(components, 16).workspaces.values(), (place) => place).values()];
    expect(sizes).toHaveLength(16);
    for (const { length } of sizes) expect(length).toBeGreaterThan(140);
    for (const { length } of sizes) expect(length).toBeLessThan(260);
  });

  it('says what lies apart', () => {
    const component = { accounts: ['brand'], workspaces: ['1', '2', '3', '4', '5'] };
    expect(describeSplit([{ component, partitions: [3, 7] }])).toBe(
      'What belongs together by now lies in different partitions (3, 7): account brand; workspaces 1, 2, 3 and 2 more',
    );
  });
});
