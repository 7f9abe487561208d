import { type Assignments, choosePartition } from './assign.ts';
import type { Component } from './findComponents.ts';

/** Accounts and workspaces that hang together now, and whose records lie in several partitions. */
export interface SplitComponent {
  readonly component: Component;
  /** Ascending. */
  readonly partitions: readonly number[];
}

/** What the present bindings change in a layout. */
export interface LayoutChange {
  /** The layout, with what it did not know. Nothing in it has moved. */
  readonly assignments: Assignments;
  readonly isChanged: boolean;
  /** What would have to move before the bindings can hold; then nothing may run on the layout. */
  readonly split: readonly SplitComponent[];
}

/**
 * Compares a layout with what hangs together now. What the layout knows stays where it is, and what joins that goes there too:
 * so nothing moves unless a binding joins what lies apart. Pure.
 */
export function compareLayouts(
  known: Assignments,
  components: readonly Component[],
  partitions: number,
): LayoutChange {
  const accounts = new Map(known.accounts);
  const workspaces = new Map(known.workspaces);
  const split: SplitComponent[] = [];
  let isChanged = false;
  for (const component of components) {
    const found = [
      ...component.accounts.map((name) => known.accounts.get(name)),
      ...component.workspaces.map((id) => known.workspaces.get(id)),
    ];
    const places = [...new Set(found.filter((partition) => partition !== undefined))].sort((a, b) => a - b);
    if (places.length > 1) {
      split.push({ component, partitions: places });
      continue;
    }
    isChanged ||= found.includes(undefined);
    const [place = choosePartition(component, partitions)] = places;
    for (const name of component.accounts) accounts.set(name, place);
    for (const id of component.workspaces) workspaces.set(id, place);
  }
  return { assignments: { accounts, workspaces }, isChanged, split };
}
