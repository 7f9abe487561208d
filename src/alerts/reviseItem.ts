import type { LiveItem } from '../messages/content.ts';
import type { Notification } from '../notifications/notification.ts';
import type { ContainerState } from '../watches/watch.ts';

/** A live message with one of its items changed, or several; `undefined` where it would look the same. */
export function reviseItem(
  { content }: Notification,
  changed: string | ReadonlySet<string>,
  change: (item: LiveItem) => LiveItem,
): Pick<Notification, 'content' | 'final'> | undefined {
  if (content.kind !== 'live') return undefined;
  const containers = typeof changed === 'string' ? new Set([changed]) : changed;
  const items = content.items.map((item) => (containers.has(item.container) ? change(item) : item));
  if (items.every((item, index) => looksTheSame(item, content.items[index]))) return undefined;
  // The message of a day can get more posts; it is closed when the day is long over.
  const final = content.day === undefined && items.every(({ watched }) => !watched);
  return { content: { ...content, items }, final };
}

/** Whether a live message would look the same; it does not show when an item was last checked. */
function looksTheSame(after: LiveItem, before: LiveItem | undefined): boolean {
  return (
    before !== undefined &&
    after.account === before.account &&
    after.watched === before.watched &&
    after.droppedBy === before.droppedBy &&
    after.alert === before.alert &&
    after.snoozed?.until === before.snoozed?.until &&
    after.snoozed?.by === before.snoozed?.by &&
    after.snoozed?.ended?.at === before.snoozed?.ended?.at &&
    stateKey(after.state) === stateKey(before.state)
  );
}

/** The same for states that a live message shows alike. */
export function stateKey(state: ContainerState): string {
  const { kind } = state;
  if (kind === 'status')
    return `${kind} ${state.status} ${state.errorMessage ?? ''} ${state.post?.permalink ?? ''}`;
  return kind === 'unknown' ? kind : `${kind} ${state.error.kind}`;
}
