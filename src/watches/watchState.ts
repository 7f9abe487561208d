import type { ContainerState } from './watch.ts';

/** How an open watch stands, for counts: `other` is a status that Threads does not document. */
export const WATCH_STATES = ['unknown', 'in_progress', 'finished', 'not_found', 'refused', 'other'] as const;

export type WatchStateName = (typeof WATCH_STATES)[number];

/** The name of a watch's state; the same few, whatever Threads answers. */
export function nameState(state: ContainerState): WatchStateName {
  switch (state.kind) {
    case 'status':
      if (state.status === 'IN_PROGRESS') return 'in_progress';
      return state.status === 'FINISHED' ? 'finished' : 'other';
    case 'not-found':
      return 'not_found';
    case 'refused':
    case 'unknown':
      return state.kind;
  }
}
