import { expect } from 'vitest';
import type { Explanation } from '../../src/threads/explanation.ts';

/** Meta's own words, in quotation marks. */
const QUOTATION = /“[^”]*”/g;

/** No enum, no bare code outside a quotation; the cause is a clause, the fix is made of sentences. */
/** What the operator has to set, where the machine's own network is at fault. */
const OUR_VARIABLES = /HTTPS_PROXY|NO_PROXY|NODE_EXTRA_CA_CERTS/g;

export function expectPlainWords({ cause, fix }: Explanation): void {
  const ours = `${cause} ${fix}`.replaceAll(QUOTATION, '“”').replaceAll(OUR_VARIABLES, 'a variable');
  expect(ours).not.toMatch(/[A-Z]+_[A-Z]+|\b(?:code|subcode|HTTP) -?\d|\b\d{4,}\b|[`*{}[\]]|undefined/);
  expect(cause).toMatch(/^(?:Threads|Meta|[a-z])/);
  expect(cause).not.toMatch(/\.$/);
  expect(fix).toMatch(/^[A-Z].*\.$/);
  expect(cause.replaceAll(QUOTATION, '“”').length).toBeLessThan(110);
}
