import { STORED_COLLECTIONS } from '../../../src/app/stored/collections.ts';
import type { Blocks } from './fillBlocks.ts';
import { markdownTable } from './markdownTable.ts';

/** What a store holds, and until when, by the table that the program itself goes by. */
export const storedBlocks: Blocks = new Map([
  ['of workspaces', () => describeCollections(false)],
  ['of the bot', () => describeCollections(true)],
]);

function describeCollections(isOfBot: boolean): string {
  return markdownTable(
    ['collection', 'what it holds', 'until'],
    Object.entries(STORED_COLLECTIONS)
      .filter(([, stored]) => stored.isOfBot === isOfBot)
      .map(([name, { holds, until }]) => [`\`${name}\``, holds, until]),
  );
}
