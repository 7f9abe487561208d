import { alertBlocks } from './alertBlocks.ts';
import { commandBlocks } from './commandBlocks.ts';
import { errorBlocks } from './errorBlocks.ts';
import type { Blocks } from './fillBlocks.ts';
import { scaleBlocks } from './scaleBlocks.ts';
import { sizingBlocks } from './sizingBlocks.ts';
import { storedBlocks } from './storedBlocks.ts';
import { variableBlocks } from './variableBlocks.ts';

/** What is made from the code in the pages of docs, by the name of the page. */
export const PAGE_BLOCKS: ReadonlyMap<string, Blocks> = new Map([
  ['docs/alerts.md', alertBlocks],
  ['docs/commands.md', commandBlocks],
  ['docs/errors.md', errorBlocks],
  ['docs/privacy.md', storedBlocks],
  ['docs/scale.md', scaleBlocks],
  ['docs/sizing.md', sizingBlocks],
  ['docs/variables.md', variableBlocks],
]);
