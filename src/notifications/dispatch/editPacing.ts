import { SECOND } from '../../duration.ts';
import { kindOf } from '../kinds/table.ts';
import type { Notification } from '../notification.ts';

/** Between two edits of a message that changes all the time; ms. */
const PAUSE = 4 * SECOND;

/** A message that changes all the time is edited every few seconds, and shows all that has changed until then. */
export class EditPacing {
  /** When each such message was last edited, by its notification; ms since the epoch. */
  readonly #edited = new Map<string, number>();

  /** Those that may be edited now; they count as edited. */
  take(pending: readonly Notification[], now: number): Notification[] {
    for (const [id, at] of this.#edited) if (now - at >= PAUSE || now < at) this.#edited.delete(id);
    const due = pending.filter(({ id }) => !this.#edited.has(id));
    for (const { id, content } of due) if (kindOf(content).isPaced?.(content)) this.#edited.set(id, now);
    return due;
  }
}
