import type { ChannelRef } from '../channelRef.ts';
import type { Watch } from '../watches/watch.ts';
import type { CheckDecision } from './checkDecision.ts';

/** What the poller reports. `checked` and `moved` are handled before the watch is stored, so that a crash loses no event. */
export type PollerEvent =
  /** A check was answered. */
  | { readonly kind: 'checked'; readonly before: Watch; readonly decision: CheckDecision }
  /** A watch moves to another account, which owns its container. */
  | { readonly kind: 'moved'; readonly watch: Watch; readonly account: string }
  /** A round has made all its checks for a channel, and found an event for it. */
  | { readonly kind: 'channel-ready'; readonly channel: ChannelRef };
