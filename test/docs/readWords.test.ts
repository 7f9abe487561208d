import { expect, it } from 'vitest';
import { readWords } from './readWords.ts';

it.each([
  ['are in their order', 'export function tell(a: Place): void {}', 'export function tell a Place void'],
  ['leave out comments', 'a // b\n/* c\n * d */ e', 'a e'],
  ['leave out strings', `f('a \\' b', "c // d", e)`, 'f e'],
  ['leave out regular expressions', 'a = /b[\'"`/]c/g; d / e / f', 'a g d e f'],
  ['leave out the text of templates', `a = \`b \${c({ d: \`e \${f}\` })} g\`; h`, 'a c d f h'],
  ['end no template too soon', `a(\`b } c \\\` d \\\${e}\`); f`, 'a f'],
])('the words of a file %s', (_, source, words) => {
  expect(readWords(source).join(' ')).toBe(words);
});
