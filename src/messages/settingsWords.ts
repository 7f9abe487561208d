import { formatDuration } from '../duration.ts';
import type { ChannelChoices, Mention, QuietHours } from './channelChoices.ts';
import { namedMention, type Text, text } from './text.ts';

const LIST = new Intl.ListFormat('en-GB');

/** What a channel has chosen for its alerts, one line for each choice, also for what is not set. */
export function describeChoices({ mention, quiet, remind, silent, muted }: ChannelChoices): Text[] {
  return [
    text`Mention: ${mention === undefined ? text`nobody` : describeMention(mention)}`,
    text`Quiet hours: ${quiet === undefined ? 'off' : describeQuiet(quiet)}`,
    text`Reminder: ${remind === undefined ? 'off' : `once, ${formatDuration(remind.after)} after an alert that nobody acknowledged`}`,
    text`Posted without a sound: ${silent === undefined ? 'none' : `alerts about ${LIST.format(silent)}`}`,
    text`Not posted at all: ${muted === undefined ? 'none' : `alerts about ${LIST.format(muted)}`}`,
  ];
}

/** Whom bad news calls, without calling them. */
function describeMention(mention: Mention): Text {
  return text`${namedMention(mention)}, for bad news`;
}

function describeQuiet({ from, to, zone }: QuietHours): string {
  return `${writeClock(from)} to ${writeClock(to)}, ${zone} time; what is urgent is posted all the same`;
}

/** Minutes after midnight as a clock shows them: `07:30`. */
export function writeClock(minutes: number): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
