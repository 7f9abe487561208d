import { createHash } from 'node:crypto';
import type { Acknowledgeable } from '../messages/acknowledgement.ts';
import type { Acknowledgement, Content } from '../messages/content.ts';
import { kindOf } from './kinds/table.ts';
import { isNew, type Notification } from './notification.ts';

/** Characters: a button carries the name, and no two alerts of a channel share one. */
const NAME_LENGTH = 22;

/** Whether it is bad news that still holds: somebody can take care of it. */
export function isBadNews(content: Content): boolean {
  // When it was decided makes it no better.
  return kindOf(content).weigh(content, 0)?.isBad === true;
}

/** Whether it is brought up once more, where nobody acknowledges it in time. */
export function isRemindable(notification: Notification): boolean {
  const { content, at, isReminded } = notification;
  if (isNew(notification) || isReminded === true || acknowledgementOf(content) !== undefined) return false;
  return kindOf(content).weigh(content, at)?.isReminded === true;
}

/** Who takes care of what a notification tells. */
export function acknowledgementOf(content: Content): Acknowledgement | undefined {
  return 'acknowledged' in content ? content.acknowledged : undefined;
}

/** What a message shows, as far as it can be acknowledged: a reminder what it is about. */
export function acknowledgeablesOf(contents: readonly Content[]): Acknowledgeable[] {
  return contents.flatMap((content) => {
    const about = content.kind === 'reminder' ? content.about : [content];
    return about.map((each) => ({
      acknowledged: acknowledgementOf(each),
      isBad: isBadNews(each),
      post: each.kind === 'container' ? each : undefined,
    }));
  });
}

/** The content with who takes care of it; as it is where somebody does already, or nobody can any more. */
export function acknowledge(content: Content, mark: Acknowledgement): Content {
  if (content.kind === 'reminder')
    return { ...content, about: content.about.map((each) => markIfOpen(each, mark)) };
  return markIfOpen(content, mark);
}

function markIfOpen<C extends Content>(content: C, acknowledged: Acknowledgement): C {
  const isOpen = acknowledgementOf(content) === undefined && isBadNews(content);
  return isOpen ? { ...content, acknowledged } : content;
}

/** What a button names a message by: by the first notification that it shows. */
export function alertName(notificationId: string): string {
  return createHash('sha256').update(notificationId).digest('base64url').slice(0, NAME_LENGTH);
}
