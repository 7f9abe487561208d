import { expect } from 'vitest';
import type { Explanation } from '../../src/threads/explanation.ts';

/** Meta's own words, in quotation marks. */
const QUOTATION = /“[^”]*”/g;

/** No enum, no bare code outside a quotation; the cause is a clause, the fix is made of sentences. */
export function expectPlainWords({ cause, fix }: Explanation): void {
  const ours = `${cause} ${fix}`.replaceAll(QUOTATION, '“”');
  expect(ours).not.toMatch(/[A-Z]+_[A-Z]+|\b(?:code|subcode|HTTP) -?\d|\b\d{4,}\b|[`*{}[\]]|undefined/);
  expect(cause).toMatch(/^(?:Threads|Meta|[a-z])/);
  expect(cause).not.toMatch(/\.$/);
  expect(fix).toMatch(/^[A-Z].*\.$/);
  expect(cause.replaceAll(QUOTATION, '“”').length).toBeLessThan(110);
}
