import type { EventFault } from '../messages/eventFault.ts';

/** One try to deliver an event. */
export interface EventCall {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type EventOutcome =
  | { readonly kind: 'accepted' }
  | {
      readonly kind: 'failed';
      readonly fault: EventFault;
      /** The wait that the program asks for, ms. */
      readonly retryAfter?: number | undefined;
    };

/** Posts events to programs. */
export interface EventSender {
  /** Never rejects, unless it is aborted. */
  send(call: EventCall, signal: AbortSignal): Promise<EventOutcome>;
  close(): Promise<void>;
}
