import { describe, expect, it } from 'vitest';
import { explainError } from '../../src/threads/explainError.ts';
import { readReportedError } from '../../src/threads/reportedError.ts';

const explain = (message: string, subject: 'create' | 'publish') => {
  const { cause, fix } = explainError(readReportedError({ message }, subject));
  return `${cause}. ${fix}`;
};

describe('an error that a program reports as words alone', () => {
  it.each(['create', 'publish'] as const)('is quoted, to %s', (subject) => {
    expect(explain('Media URL is not allowed', subject)).toContain('Threads says “Media URL is not allowed”');
  });

  it.each([
    ['no answer', 'Threads is failing or unreachable'],
    ['HTTP 502', 'Threads is failing or unreachable'],
    ['HTTP 429', 'Threads limits how often this account may be called'],
    ['timeout', 'Threads is failing or unreachable'],
  ])('is no quote where there was no answer to quote: %s', (message, cause) => {
    expect(explain(message, 'create')).toContain(cause);
  });
});

it.each(['create', 'publish'] as const)(
  'nobody is promised that Threadwatch tries to %s again by itself',
  (subject) => {
    for (const code of [1, 2, 4, 17, undefined]) {
      const error = readReportedError({ code, message: code === undefined ? 'no answer' : '' }, subject);
      expect(explainError(error).fix).toMatch(/again/);
      expect(explainError(error).fix).not.toMatch(/by itself|keeps trying/);
    }
  },
);
