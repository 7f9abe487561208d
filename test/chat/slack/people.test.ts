import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { MOST_PEOPLE, People, type PeopleStore, peopleSchema } from '../../../src/chat/slack/teams/people.ts';
import { createLog } from '../../../src/log.ts';
import { Secrets } from '../../../src/secrets.ts';

const log = createLog({ level: 'silent', secrets: new Secrets(), destination: new PassThrough() });

/** Where nothing is ever lost, and how often it was written. */
function createKept(): PeopleStore & { writes: number } {
  let kept: string | undefined;
  return {
    writes: 0,
    load: async () => (kept === undefined ? undefined : peopleSchema.parse(JSON.parse(kept))),
    async save(people) {
      this.writes += 1;
      kept = JSON.stringify(peopleSchema.parse(people));
    },
  };
}

async function restart(store: PeopleStore): Promise<People> {
  const people = new People(store, log);
  await people.load();
  return people;
}

it('a name is known after a restart, as it was spelled last', async () => {
  const store = createKept();
  const people = await restart(store);
  people.remember('U0ANNA', 'ann');
  people.remember('U0BEN', 'ben');
  people.remember('U0ANNA', 'anna');
  people.remember('U0CAY', undefined);
  await people.saved();
  const after = await restart(store);
  expect(['U0ANNA', 'U0BEN', 'U0CAY'].map((id) => after.nameOf(id))).toEqual(['anna', 'ben', undefined]);
});

it('a name that is known already is not stored again, and a burst of new ones in few writes', async () => {
  const store = createKept();
  const people = await restart(store);
  for (let index = 0; index < 100; index += 1) people.remember(`U0${index}`, `p${index}`);
  await people.saved();
  expect(store.writes).toBe(2);
  people.remember('U05', 'p5');
  await people.saved();
  expect(store.writes).toBe(2);
});

it('who was heard of the longest ago is forgotten first, and a name that is far too long is none', async () => {
  const store = createKept();
  const people = await restart(store);
  for (let index = 0; index < MOST_PEOPLE; index += 1) people.remember(`U${index}`, 'somebody');
  people.remember('U0', 'somebody');
  people.remember('UNEW', 'new');
  people.remember('ULONG', 'x'.repeat(10_000));
  await people.saved();
  for (const each of [people, await restart(store)])
    expect(['U0', 'U1', 'UNEW', 'ULONG'].map((id) => each.nameOf(id))).toEqual([
      'somebody',
      undefined,
      'new',
      undefined,
    ]);
});

it('where the store fails, names are known until the process ends, and the next new one stores all', async () => {
  const store = createKept();
  const { load, save } = store;
  store.load = store.save = async () => {
    throw new Error('the disk is full');
  };
  const people = await restart(store);
  people.remember('U0ANNA', 'ann');
  await people.saved();
  expect(people.nameOf('U0ANNA')).toBe('ann');
  Object.assign(store, { load, save });
  people.remember('U0BEN', 'ben');
  await people.saved();
  expect((await restart(store)).nameOf('U0ANNA')).toBe('ann');
});
