import { createHash } from 'node:crypto';
import type { Component } from './findComponents.ts';

/** In which partition each account and each workspace is. */
export interface Assignments {
  readonly accounts: ReadonlyMap<string, number>;
  readonly workspaces: ReadonlyMap<string, number>;
}

/** The partition of a component that no layout knows yet: every replica, and every version, says the same. Pure. */
export function choosePartition({ accounts, workspaces }: Component, partitions: number): number {
  const [name = ''] = [...workspaces.toSorted(), ...accounts.toSorted()];
  return createHash('sha256').update(name).digest().readUInt32BE() % partitions;
}

/** Assigns all components anew, as a copy does that places every record. Pure. */
export function assign(components: readonly Component[], partitions: number): Assignments {
  const accounts = new Map<string, number>();
  const workspaces = new Map<string, number>();
  for (const component of components) {
    const partition = choosePartition(component, partitions);
    for (const name of component.accounts) accounts.set(name, partition);
    for (const id of component.workspaces) workspaces.set(id, partition);
  }
  return { accounts, workspaces };
}
