import type { ContainerEvent } from '../watches/containerEvent.ts';
import type { Watch } from '../watches/watch.ts';

/** The watch as it is after a check; a watch that ended is deleted. */
export interface CheckDecision {
  readonly watch: Watch;
  readonly ended: boolean;
  readonly event?: ContainerEvent;
}
