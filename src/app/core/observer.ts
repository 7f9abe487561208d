import type { ReadingOutcome } from '../../accounts/quotaReader.ts';
import type { ChannelRef } from '../../channelRef.ts';
import type { EventOutcome } from '../../events/eventSender.ts';
import type { HookCallOutcome } from '../../hooks/hookEntrance.ts';
import type { DeliveryCall, DeliveryError } from '../../notifications/chatPort.ts';
import type { OnNotification } from '../../notifications/notificationReport.ts';
import type { CheckReport } from '../../polling/checkReport.ts';
import type { OnWatchState } from '../../watches/watchStore.ts';

/** Is told what the core does, for counts. None of it may throw. */
export interface Observer {
  /** A message was posted or edited, or was not taken. */
  readonly onDelivery: (channel: ChannelRef, call: DeliveryCall, outcome: DeliveryError | undefined) => void;
  /** What became of a notification. */
  readonly onNotification: OnNotification;
  /** A container was checked. */
  readonly onCheck: (report: CheckReport) => void;
  /** An account's quotas were read. */
  readonly onReading: (outcome: ReadingOutcome) => void;
  /** A watch was stored, or ended. */
  readonly onWatchState: OnWatchState;
  /** A hook was called. */
  readonly onHookCall: (outcome: HookCallOutcome) => void;
  /** It was tried to send an event to a program. */
  readonly onEventSent: (outcome: EventOutcome['kind']) => void;
}
