import { describe, expect, it } from 'vitest';
import { typedCommands } from '../../../commands/table.ts';
import { UserError } from '../../../commands/userError.ts';
import { parseLine } from '../../../src/chat/text/parseLine.ts';

const ID = '17900000000000001';
const IDS = Array.from({ length: 400 }, (_, index) => String(17900000000000000n + BigInt(index)));

describe('a line', () => {
  it.each([
    ['', 'help', {}],
    [' \n\t ', 'help', {}],
    [`status ${ID}`, 'status', { container: ID }],
    [`STATUS ${ID}`, 'status', { container: ID }],
    [`status container:${ID} account:brand`, 'status', { container: ID, account: 'brand' }],
    [`watch ${ID} 17900000000000002`, 'watch', { container: `${ID} 17900000000000002` }],
    [`watch ${ID},17900000000000002`, 'watch', { container: `${ID},17900000000000002` }],
    [`watch ${ID}\n17900000000000002\r\n3`, 'watch', { container: `${ID} 17900000000000002 3` }],
    [`watch ${ID} container:2`, 'watch', { container: `${ID} 2` }],
    [
      `watch ${ID} age:20m note:“launch “teaser””`,
      'watch',
      { container: ID, age: '20m', note: 'launch “teaser”' },
    ],
    ['alerts on 80,95', 'alerts', { state: 'on', thresholds: '80,95' }],
    ['unwatch all', 'unwatch', { container: 'all' }],
    [`watch ${IDS.join(' ')}`, 'watch', { container: IDS.join(' ') }],
  ])('%j', (line, command, args) => {
    expect(parseLine(line, typedCommands)).toEqual({ command, args });
  });

  it.each([
    ['an unknown subcommand', 'frobnicate 1', 'help'],
    ['a subcommand that is near to another', 'wacth 1', 'watch 1'],
    ['a name that every object has', 'constructor', 'help'],
    ['a subcommand of 10,000 characters', 'x'.repeat(10_000), 'help'],
    ['more than any line', 'x'.repeat(30_000), 'help'],
    ['an unknown argument', `watch ${ID} colour:red`, 'help watch'],
    ['an argument that every object has', `watch ${ID} __proto__:x constructor:y`, 'help watch'],
    ['an argument given twice', `watch ${ID} age:1m age:2m`, 'watch'],
    ['a word too many', 'quota brand other', 'quota'],
    ['a quote that is never closed', `watch ${ID} note:"launch`, 'watch'],
    ['a curly quote that is never closed', `watch ${ID} note:“launch`, 'watch'],
    ['control characters', `watch ${ID}\u0000\u001b[31m`, 'watch'],
    ['half a character', `watch ${ID}\ud800`, 'watch'],
  ])('with %s is refused, and what to type instead is named', (_, line, next) => {
    const card = refusalOf(line);
    const [lines] = card.body;
    const named = lines?.find((piece) => typeof piece === 'object' && piece.kind === 'command');
    expect(named).toMatchObject({ line: expect.stringMatching(new RegExp(`^${next}`)) });
    expect(JSON.stringify(card.title).length).toBeLessThan(300);
  });
});

function refusalOf(line: string): UserError['card'] {
  try {
    parseLine(line, typedCommands);
  } catch (error) {
    if (error instanceof UserError) return error.card;
    throw error;
  }
  throw new Error(`${line.slice(0, 50)} was not refused`);
}
