import { describe, expect, it } from 'vitest';
import { applyMutant } from './applyMutant.ts';
import { ROOT } from './projectCopy.ts';
import { readMutants } from './readMutants.ts';

const mutants = await readMutants();

describe('every planted bug can still be planted', () => {
  it.each([...mutants])('%s', (name, mutant) => {
    expect(applyMutant(ROOT, name, mutant)).toContain(mutant.replace);
  });
});

it('a mutant whose text is gone, or stands there twice, fails and says where', () => {
  const mutant = { stage: 'none', file: 'src/clock.ts', find: 'no such text', replace: '' };
  expect(() => applyMutant(ROOT, 'gone', mutant)).toThrow('mutants/gone.ts finds its text 0 times');
  expect(() => applyMutant(ROOT, 'often', { ...mutant, find: 'o' })).toThrow('and not once');
});
