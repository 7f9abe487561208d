import type { ChannelRef } from '../channelRef.ts';
import type { Watch } from '../watches/watch.ts';
import type { CheckDecision } from './decideCheck.ts';

/** What leaves the poller, as a value. It is handled before the watch is stored, so that a crash loses nothing. */
export type PollerEvent =
  /** A check was answered. */
  | { readonly kind: 'checked'; readonly before: Watch; readonly decision: CheckDecision }
  /** A container is watched for another account, which owns it. */
  | { readonly kind: 'moved'; readonly watch: Watch; readonly account: string }
  /** A round has no more checks that concern a channel, and found something for it. */
  | { readonly kind: 'channel-ready'; readonly channel: ChannelRef };
