import { HOUR, MINUTE } from '../duration.ts';

/** People without rights can keep a whole channel quiet for so long, however many of them press how often. */
export const LONGEST_FOR_ANYONE = HOUR;

/** After that, the channel is awake for so long before they can do it again: what was held is read, and a manager can come. */
const AWAKE_BETWEEN = HOUR;

/** Less than this is not worth a snooze. */
const SHORTEST = MINUTE;

/** What people without rights have used of their right to snooze one channel. Times are ms since the epoch. */
export interface SnoozeBudget {
  /** When the first of them snoozed it. All that they snooze ends an hour after that. */
  readonly since: number;
  /** When the last snooze after that ends, or ended; also a manager's. */
  readonly until: number;
}

/** The snooze that holds, as far as decisions need it. */
interface CurrentSnooze {
  readonly until: number;
  readonly isManaged?: boolean | undefined;
}

export interface SnoozeQuestion {
  /** `undefined` where the channel is awake. */
  readonly current: CurrentSnooze | undefined;
  readonly budget: SnoozeBudget | undefined;
  readonly isManager: boolean;
  readonly now: number;
  /** The end that was asked for. */
  readonly until: number;
}

export type SnoozeDecision =
  | {
      readonly kind: 'begin';
      readonly until: number;
      /** Whether only a manager could begin it. */
      readonly isManaged: boolean;
      /** To be stored first; `undefined` where it does not change. */
      readonly budget: SnoozeBudget | undefined;
      /** Whether it ends earlier than was asked for. */
      readonly isCut: boolean;
    }
  /** The one that holds stays as it is: a manager began it, or people without rights can't make it longer. */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'needs-manager' }
  /** People without rights have snoozed it for an hour; from then on they can again. */
  | { readonly kind: 'resting'; readonly from: number };

/**
 * Whether a person may snooze a whole channel until the moment that they name, or until when.
 *
 * The rule: the first snooze of people without rights opens an hour, and all that they snooze ends with that hour. The
 * next such hour can open only when the channel has been awake for an hour. Ends and new beginnings in between change
 * nothing of it, so many presses do not add up.
 */
export function decideChannelSnooze(question: SnoozeQuestion): SnoozeDecision {
  const { current, isManager, now, until } = question;
  const budget = question.budget && isOpen(question.budget, now) ? question.budget : undefined;
  if (isManager)
    return {
      kind: 'begin',
      until,
      isManaged: until - now > LONGEST_FOR_ANYONE,
      budget: budget && { ...budget, until },
      isCut: false,
    };
  if (until - now > LONGEST_FOR_ANYONE) return { kind: 'needs-manager' };
  if (current?.isManaged) return { kind: 'unchanged' };
  const end = (budget?.since ?? now) + LONGEST_FOR_ANYONE;
  if (current === undefined && end - now < SHORTEST)
    return { kind: 'resting', from: (budget?.until ?? now) + AWAKE_BETWEEN };
  // Whoever wants it longer than it is does not get it shorter.
  const granted = Math.min(until, Math.max(end, current?.until ?? 0));
  if (granted === current?.until) return { kind: 'unchanged' };
  return {
    kind: 'begin',
    until: granted,
    isManaged: false,
    budget: { since: budget?.since ?? now, until: granted },
    isCut: granted < until,
  };
}

/** Whether a person may end the snooze of a whole channel: whoever may begin it may. */
export function decideChannelResume({
  current,
  isManager,
}: Pick<SnoozeQuestion, 'current' | 'isManager'>): 'end' | 'nothing' | 'needs-manager' {
  if (current === undefined) return 'nothing';
  return current.isManaged && !isManager ? 'needs-manager' : 'end';
}

/** Whether what people without rights have used still counts. */
export function isOpen({ until }: SnoozeBudget, now: number): boolean {
  return now < until + AWAKE_BETWEEN;
}
