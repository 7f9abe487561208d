import { expect, it } from 'vitest';
import { CONTAINER_REASONS } from '../../../src/threads/containerReasons.ts';
import { THREADS_ERROR_KINDS } from '../../../src/threads/errors.ts';
import { explainError } from '../../../src/threads/explainError.ts';
import { describeErrors, EXPLAINED } from './errorBlocks.ts';

it('has one heading for each cause, which is an anchor as it stands', () => {
  const headings = [...describeErrors().matchAll(/^### (.+)$/gm)].map(([, topic = '']) => topic);
  expect(new Set(headings).size).toBe(headings.length);
  for (const topic of headings) expect(topic).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
  const explained = [
    ...CONTAINER_REASONS.map(({ explanation }) => explanation),
    ...THREADS_ERROR_KINDS.flatMap((kind) => EXPLAINED.map((subject) => explainError({ kind, subject }))),
  ];
  for (const { topic } of explained) expect(headings).toContain(topic);
});
