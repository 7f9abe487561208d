import { isPublishedAfterAll } from '../../messages/alerts/containerEvents/publishError.ts';
import { isFinal, isPublished } from '../../messages/containerWords.ts';
import type { ContentOf } from '../../messages/content.ts';
import type { ContainerEventKind } from '../../watches/containerEvent.ts';
import type { AlertWeight } from './notificationKind.ts';

const NEWS = { isBad: false, isUrgent: false, isReminded: false };
/** The post is lost unless a person does something. */
const LOST = { isBad: true, isUrgent: true, isReminded: true };

/** Every kind of container event. One without an entry does not compile. */
const WEIGHTS: Readonly<Record<ContainerEventKind, AlertWeight>> = {
  failed: { kind: 'failures', ...LOST },
  expired: { kind: 'expiries', ...LOST },
  expiring: { kind: 'expiries', ...LOST, isReminded: false },
  unfinished: { kind: 'expiries', ...LOST, isReminded: false },
  unpublished: { kind: 'unpublished', ...NEWS, isBad: true },
  delayed: { kind: 'delays', ...NEWS },
  undocumented: { kind: 'delays', ...NEWS },
  // Most likely an id is mistyped: that is nothing to wake anybody for.
  'not-found': { kind: 'failures', ...NEWS },
  'check-failing': { kind: 'failures', ...NEWS },
  refused: { kind: 'failures', ...NEWS },
  'publish-error': { kind: 'failures', ...LOST },
};

/** How much a container event matters; once it is over, nobody has to act any more. */
export function weighContainer({ event, outcome, ended }: ContentOf<'container'>): AlertWeight {
  const weight = WEIGHTS[event.kind];
  const isOver = outcome !== undefined && (isPublished(outcome) || (ended ?? isFinal(outcome)));
  return isOver || isPublishedAfterAll(event) ? { kind: weight.kind, ...NEWS } : weight;
}
