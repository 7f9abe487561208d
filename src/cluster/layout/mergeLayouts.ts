import type { Assignments } from './assign.ts';

interface Placed extends Assignments {
  readonly partitions: number;
}

/**
 * Adds to a layout what another one of the same partitions knows and it does not. Pure.
 *
 * @returns the layout itself where nothing is missing; `undefined` where the two place something differently
 */
export function mergeLayouts<L extends Placed>(layout: L, known: Placed): L | undefined {
  const accounts = merge(layout.accounts, known.accounts);
  const workspaces = merge(layout.workspaces, known.workspaces);
  if (layout.partitions !== known.partitions || accounts === undefined || workspaces === undefined)
    return undefined;
  if (accounts === layout.accounts && workspaces === layout.workspaces) return layout;
  return { ...layout, accounts, workspaces };
}

type Places = ReadonlyMap<string, number>;

function merge(places: Places, known: Places): Places | undefined {
  const differs = ([name, partition]: [string, number]): boolean =>
    (places.get(name) ?? partition) !== partition;
  if ([...known].some(differs)) return undefined;
  const missing = [...known].filter(([name]) => !places.has(name));
  return missing.length === 0 ? places : new Map([...places, ...missing]);
}
