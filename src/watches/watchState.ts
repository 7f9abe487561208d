import { z } from 'zod';
import type { ContainerState } from './watch.ts';

/** How an open watch stands, for counts: `other` is a status that Threads does not document. */
export const WATCH_STATES = ['unknown', 'in_progress', 'finished', 'not_found', 'refused', 'other'] as const;

export type WatchStateName = (typeof WATCH_STATES)[number];

/** What the name of a state is made of. */
const namedStateSchema = z.object({ kind: z.string(), status: z.string().optional() });

/** The name of a state as it is stored. */
export function nameStoredState(state: unknown): WatchStateName {
  const { data } = namedStateSchema.safeParse(state);
  return data === undefined ? 'other' : nameState(data);
}

/** The name of a watch's state; the same few, whatever Threads answers. */
export function nameState(state: ContainerState | z.infer<typeof namedStateSchema>): WatchStateName {
  switch (state.kind) {
    case 'status':
      if (state.status === 'IN_PROGRESS') return 'in_progress';
      return state.status === 'FINISHED' ? 'finished' : 'other';
    case 'not-found':
      return 'not_found';
    case 'refused':
    case 'unknown':
      return state.kind;
    default:
      return 'other';
  }
}
