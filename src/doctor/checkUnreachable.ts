import type { UnreachableChannel } from '../alerts/unreachableChannels.ts';
import { type ChannelRef, channelKey } from '../channelRef.ts';
import type { Finding } from '../messages/replies/doctorReport.ts';
import { code, command, text, time } from '../messages/text.ts';

/**
 * What channels of the asker's workspace have lost to a refusal that lasts. Where people have subscribed again since,
 * there is nothing to do.
 */
export function checkUnreachable(
  failed: readonly UnreachableChannel[],
  here: ChannelRef,
  isSubscribed: (channel: ChannelRef) => boolean,
): Finding[] {
  return failed
    .filter(({ channel }) => !isSubscribed(channel))
    .map((each) => ({ isOk: false, words: describe(each, channelKey(each.channel) === channelKey(here)) }));
}

function describe({ channel, reason, at, containers, accounts }: UnreachableChannel, isHere: boolean) {
  const what = [
    ...(containers > 0 ? [`its ${containers} ${containers === 1 ? 'watch' : 'watches'}`] : []),
    ...(accounts.length > 0 ? [`the quota alerts of ${accounts.join(', ')}`] : []),
  ].join(' and ');
  const who = isHere ? text`This channel` : text`Channel ${code(channel.id)}`;
  const again = containers > 0 ? command('watch') : command('alerts on');
  return text`${who} lost ${what} ${time(at)}: ${reason}. Mend that and type ${again} there, or in another channel`;
}
