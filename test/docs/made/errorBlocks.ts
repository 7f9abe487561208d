import { CONTAINER_REASONS } from '../../../src/threads/containerReasons.ts';
import { CALL_SUBJECTS, THREADS_ERROR_KINDS } from '../../../src/threads/errors.ts';
import { explainContainerError } from '../../../src/threads/explainContainerError.ts';
import { explainError, TOKEN_ERRORS } from '../../../src/threads/explainError.ts';
import type { Explanation, TryAgain } from '../../../src/threads/explanation.ts';
import type { Blocks } from './fillBlocks.ts';

/** What calls ask about whose errors people are told. */
export const EXPLAINED = CALL_SUBJECTS.filter((subject) => subject !== 'posts');

const AGAIN: Readonly<Record<TryAgain, string>> = {
  yes: 'The same again often works.',
  once: 'The same again works sometimes: try it once.',
  no: "The same again won't work.",
};

/** All explanations, one heading for each cause. */
export const errorBlocks: Blocks = new Map([['errors', describeErrors]]);

export function describeErrors(): string {
  const failures = [
    ...CONTAINER_REASONS.map(({ explanation }) => explanation),
    explainContainerError(undefined),
    explainContainerError('Something that nobody has seen before, in words.'),
  ];
  const calls = [
    ...[...TOKEN_ERRORS.keys()].map((subcode) => explainError({ kind: 'token', subcode })),
    ...THREADS_ERROR_KINDS.flatMap((kind) => EXPLAINED.map((subject) => explainError({ kind, subject }))),
  ];
  const shown = new Set<string>();
  const list = (explanations: readonly Explanation[]): string =>
    explanations.flatMap((each) => (shown.has(each.topic) ? [] : [describe(each, shown)])).join('\n');
  return [
    '## A container failed\n',
    list(failures),
    '## A call was refused, or was not answered\n',
    list(calls),
  ].join('\n');
}

function describe({ topic, cause, fix, tryAgain }: Explanation, shown: Set<string>): string {
  shown.add(topic);
  const again = tryAgain === undefined ? '' : ` ${AGAIN[tryAgain]}`;
  return `### ${topic}\n\n**${cause.charAt(0).toUpperCase()}${cause.slice(1)}.** ${fix}${again}\n`;
}
