import type { CheckDecision } from '../polling/checkDecision.ts';
import type { ContainerState, Watch } from '../watches/watch.ts';
import type { ContainerNews } from './eventFeed.ts';

/** What a check found that programs are told, in the order in which it happened. Pure. */
export function newsOfCheck(before: Watch, { watch, ended, event }: CheckDecision): ContainerNews[] {
  return [
    ...(!wasReady(before.state) && hasStatus(watch.state, 'FINISHED') ? [{ kind: 'ready' } as const] : []),
    ...(event === undefined ? [] : [event]),
    ...(ended && hasStatus(watch.state, 'PUBLISHED') ? [{ kind: 'published' } as const] : []),
  ];
}

/** A container that was ready stays so, also where it is not found for a while. */
function wasReady(state: ContainerState): boolean {
  return hasStatus(state, 'FINISHED') || (state.kind === 'not-found' && state.lastStatus === 'FINISHED');
}

function hasStatus(state: ContainerState, status: string): boolean {
  return state.kind === 'status' && state.status === status;
}
