import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { HEAP_FLAGS } from '../../src/replica/heap.ts';

// V8 prints an error for a flag that it does not know, and goes on.
test('the V8 of this Node knows the flags that a replica sets', () => {
  const known = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });
  for (const flag of Object.keys(HEAP_FLAGS)) expect(known).toContain(`${flag} (`);
});
