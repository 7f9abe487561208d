import type { ContainerEventKind } from '../../../watches/containerEvent.ts';
import { checkFailing } from './checkFailing.ts';
import type { ContainerEventDescriptor } from './containerEventDescriptor.ts';
import { delayed } from './delayed.ts';
import { expired } from './expired.ts';
import { expiring } from './expiring.ts';
import { failed } from './failed.ts';
import { notFound } from './notFound.ts';
import { publishError } from './publishError.ts';
import { refused } from './refused.ts';
import { undocumented } from './undocumented.ts';
import { unfinished } from './unfinished.ts';
import { unpublished } from './unpublished.ts';

type ContainerEventTable = { readonly [K in ContainerEventKind]: ContainerEventDescriptor<K> };

/** Every kind of container event. A kind without an entry, or an entry without a fact, does not compile. */
const containerEventTable: ContainerEventTable = {
  failed,
  expired,
  expiring,
  unpublished,
  delayed,
  undocumented,
  unfinished,
  'not-found': notFound,
  'check-failing': checkFailing,
  'publish-error': publishError,
  refused,
};

/** The facts about an event's kind. */
export function describeEvent<K extends ContainerEventKind>({
  kind,
}: {
  readonly kind: K;
}): ContainerEventDescriptor<K> {
  return containerEventTable[kind];
}
