import { type ChannelRef, channelKey } from '../channelRef.ts';
import type { Subscriber, Watch } from './watch.ts';

/** A channel's subscription to a watch; `undefined` where the channel does not watch the container. */
export function findSubscriber(watch: Watch | undefined, channel: ChannelRef): Subscriber | undefined {
  return watch?.subscribers.find((each) => channelKey(each.channel) === channelKey(channel));
}
