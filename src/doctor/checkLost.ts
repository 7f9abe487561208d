import type { LostPlace } from '../alerts/lostPlaces.ts';
import type { Finding } from '../messages/doctorReport.ts';
import { code, command, text, time } from '../messages/text.ts';
import { type Place, placeKey } from '../place.ts';

/**
 * What channels of the asker's workspace have lost to a refusal that lasts. Where people have subscribed again since,
 * there is nothing to do.
 */
export function checkLost(
  lost: readonly LostPlace[],
  here: Place,
  isSubscribed: (place: Place) => boolean,
): Finding[] {
  return lost
    .filter(({ place }) => !isSubscribed(place))
    .map((each) => ({ isOk: false, words: describe(each, placeKey(each.place) === placeKey(here)) }));
}

function describe({ place, reason, at, containers, accounts }: LostPlace, isHere: boolean) {
  const what = [
    ...(containers > 0 ? [`its ${containers} ${containers === 1 ? 'watch' : 'watches'}`] : []),
    ...(accounts.length > 0 ? [`the quota alerts of ${accounts.join(', ')}`] : []),
  ].join(' and ');
  const who = isHere ? text`This channel` : text`Channel ${code(place.channel)}`;
  const again = containers > 0 ? command('watch') : command('alerts on');
  return text`${who} lost ${what} ${time(at)}: ${reason}. Mend that and type ${again} there, or in another channel`;
}
