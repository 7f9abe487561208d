import type { UnreachableChannel } from '../alerts/unreachableChannels.ts';
import { type ChannelRef, channelKey } from '../channelRef.ts';
import { advice, type Finding } from '../messages/findings.ts';
import { code, command, text, time } from '../messages/text.ts';

/**
 * Lists the channels of the caller's workspace whose subscriptions ended because the platform refused them for good. A
 * channel that has subscribed again since then is left out.
 *
 * @param here the caller's channel; `undefined` for the operator, who has none
 */
export function checkUnreachable(
  unreachable: readonly UnreachableChannel[],
  here: ChannelRef | undefined,
  isSubscribed: (channel: ChannelRef) => boolean,
): Finding[] {
  return unreachable
    .filter(({ channel }) => !isSubscribed(channel))
    .map((each) =>
      advice(describe(each, here !== undefined && channelKey(each.channel) === channelKey(here))),
    );
}

function describe(
  { channel, reason, at, containers, accounts, hooks = 0 }: UnreachableChannel,
  isHere: boolean,
) {
  const what = [
    ...(containers > 0 ? [`its ${containers} ${containers === 1 ? 'watch' : 'watches'}`] : []),
    ...(hooks > 0 ? [`its ${hooks} ${hooks === 1 ? 'hook' : 'hooks'}`] : []),
    ...(accounts.length > 0 ? [`the quota alerts of ${accounts.join(', ')}`] : []),
  ].join(' and ');
  const who = isHere ? text`This channel` : text`Channel ${code(channel.id)}`;
  const again = command(containers > 0 ? 'watch' : hooks > 0 ? 'hook on' : 'alerts on');
  return text`${who} lost ${what} ${time(at)}: ${reason}. Mend that and type ${again} there, or in another channel`;
}
