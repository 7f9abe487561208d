import type { SplitComponent } from './compareLayouts.ts';

/** More names than these are not read. */
const MOST_NAMED = 3;

/** Says what hangs together and lies apart, as a sentence without its full stop. Pure. */
export function describeSplit([first, ...others]: readonly SplitComponent[]): string {
  const { accounts = [], workspaces = [] } = first?.component ?? {};
  const what = [list('account', accounts), list('workspace', workspaces)].filter((part) => part !== '');
  const more = others.length > 0 ? `, and there are ${others.length} more such groups` : '';
  return `What belongs together by now lies in different partitions (${first?.partitions.join(', ')}): ${what.join('; ')}${more}`;
}

function list(word: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  return `${word}${names.length > 1 ? 's' : ''} ${names.slice(0, MOST_NAMED).join(', ')}${more}`;
}
