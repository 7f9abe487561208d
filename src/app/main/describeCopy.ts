import type { CopiedCounts } from '../../store/copy/copyStore.ts';
import { partOf, SHARED_PART, withoutPart } from '../../store/copy/parts.ts';

/** What was copied, for people: each collection once, and how the partitions are filled, where there are some. */
export function describeCopy(counts: CopiedCounts): string {
  const collections = sumBy(counts, withoutPart);
  const width = Math.max(...[...collections.keys()].map(({ length }) => length), 0);
  const lines = [...collections].map(
    ([name, count]) => `  ${name.padEnd(width)}  ${count.toLocaleString('en')}`,
  );
  const all = counts.values().reduce((sum, count) => sum + count, 0);
  const compared = `${all.toLocaleString('en')} records compared, all equal`;
  return `${[...lines, compared, ...describeParts(counts)].join('\n')}\n`;
}

function describeParts(counts: CopiedCounts): string[] {
  const parts = sumBy(counts, (name) => partOf(name) ?? '');
  const sizes = [...parts].filter(([part]) => part !== '' && part !== SHARED_PART).map(([, size]) => size);
  if (sizes.length === 0) return [];
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)].map((size) => size.toLocaleString('en'));
  return [`They lie in ${sizes.length} partitions, from ${least} to ${most} in each`];
}

function sumBy(counts: CopiedCounts, nameOf: (collection: string) => string): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const [collection, count] of counts)
    sums.set(nameOf(collection), (sums.get(nameOf(collection)) ?? 0) + count);
  return new Map([...sums].sort(([one], [other]) => (one < other ? -1 : 1)));
}
