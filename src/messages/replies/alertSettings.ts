import type { Card } from '../card.ts';
import type { ChannelChoices } from '../channelChoices.ts';
import { describeChoices, writeClock } from '../settingsWords.ts';
import { command, type Text, text } from '../text.ts';

/** The answer to a change of how alerts are posted in the channel. @param isZoneGuessed whether nobody named the time zone */
export function alertSettings(choices: ChannelChoices, isZoneGuessed: boolean): Card {
  return {
    tone: 'good',
    title: text`🔔 Alert settings of this channel`,
    body: [...describeChoices(choices), ...(isZoneGuessed ? explainZone(choices) : [])],
    buttons: [],
  };
}

/** How to name another time zone. */
export function explainZone({ quiet }: ChannelChoices): Text[] {
  if (quiet === undefined) return [];
  const { from, to, zone } = quiet;
  const line = `alerts quiet:${writeClock(from)}-${writeClock(to)} Europe/Berlin`;
  return [
    text`The quiet hours are ${zone} time. To name another time zone, type it after them: ${command(line)}`,
  ];
}
