import { HOUR, MINUTE } from '../src/duration.ts';
import { ALERT_KINDS, type AlertKind } from '../src/messages/alertKinds.ts';
import type { ChannelChoices, Mention, QuietHours } from '../src/messages/channelChoices.ts';
import { text } from '../src/messages/text.ts';
import type { ChangedChoices } from '../src/notifications/channelSettings.ts';
import { findZone } from '../src/notifications/quietHours.ts';
import { toPlain, toPlainWord } from '../src/plainText.ts';
import type { CommandContext, Option } from './command.ts';
import { findNear } from './findNear.ts';
import { parseTypedDuration } from './typedDuration.ts';
import { cutBriefly, quoteWords, UserError } from './userError.ts';

const KINDS = ALERT_KINDS.join(', ');
const NOBODY: ReadonlySet<string> = new Set(['none', 'nobody', 'off', 'no']);
const SOONEST = 5 * MINUTE;
/** An alert is kept for a day. */
const LATEST = 12 * HOUR;

/** How alerts are posted in a channel, as people type it. */
export const choiceOptions = {
  mention: { description: 'Whom bad news calls: a role, a group or a person; or none' },
  quiet: {
    description: 'Hours for urgent alerts alone, like 22:00-07:00 Europe/Berlin; or off',
    takes: 'words',
  },
  remind: {
    description: 'After how long an alert that nobody acknowledged comes once more, like 30m; or off',
    takes: 'words',
  },
  silent: { description: `Kinds without a sound: ${KINDS}; or none`, takes: 'words' },
  mute: { description: `Kinds not posted: ${KINDS}; or none`, takes: 'words' },
} as const satisfies Record<string, Option>;

type TypedChoices = { readonly [K in keyof typeof choiceOptions]: string | undefined };

/** What a person changes, and whether they left the time zone of the quiet hours to us. */
export interface ReadChoices {
  readonly changed: ChangedChoices;
  readonly isZoneGuessed: boolean;
}

/** Whether anything is to be changed. */
export function hasChoices(typed: TypedChoices): boolean {
  return Object.keys(choiceOptions).some((name) => typed[name as keyof TypedChoices] !== undefined);
}

/** @throws UserError where something can't be chosen */
export async function readChoices(typed: TypedChoices, context: CommandContext): Promise<ReadChoices> {
  const { services, channel } = context;
  const { mention, quiet, remind, silent, mute } = typed;
  const hours = quiet === undefined ? undefined : readQuiet(quiet, context);
  const zone = hours && (hours.zone ?? (await guessZone(services.alertSettings.of(channel), context)));
  return {
    changed: {
      ...(mention !== undefined && { mention: readMention(mention, context) }),
      ...(quiet !== undefined && {
        quiet: hours && zone !== undefined ? { from: hours.from, to: hours.to, zone } : undefined,
      }),
      ...(remind !== undefined && { remind: readRemind(remind, context) }),
      ...(silent !== undefined && { silent: readKinds(silent, 'silent', context) }),
      ...(mute !== undefined && { muted: readKinds(mute, 'mute', context) }),
    },
    isZoneGuessed: hours !== undefined && hours.zone === undefined,
  };
}

/** @returns `undefined` where nobody is to be called @throws UserError */
export function readMention(
  typed: string,
  { channel, person, services, lineWith }: CommandContext,
): Mention | undefined {
  const word = toPlainWord(typed);
  if (NOBODY.has(word)) return undefined;
  if (word === 'me') return { kind: 'person', id: person.id };
  const mention = services.chats.get(channel.platform)?.readMention?.(typed, channel);
  if (mention !== undefined && 'id' in mention) return mention;
  if (mention?.kind === 'everyone')
    throw new UserError(
      text`${quoteWords(typed)} would call everybody; alerts call one role, one group or one person.`,
      lineWith({ mention: '@…' }),
      text`and pick one from the list.`,
    );
  throw new UserError(
    text`${quoteWords(typed)} is nobody whom alerts can call. Pick a role, a group or a person from the list that opens at @.`,
    lineWith({ mention: 'none' }),
    text`to call nobody.`,
  );
}

/** `22:00-07:00 Europe/Berlin`, `10 pm to 7 am`. */
const QUIET =
  /^(\d{1,2})(?:[:.](\d{2}))? ?([ap]m)? ?(?:[-–—−]|to|until) ?(\d{1,2})(?:[:.](\d{2}))? ?([ap]m)?(?: (.+))?$/;

/** @returns `undefined` where there are to be none @throws UserError */
function readQuiet(
  typed: string,
  { lineWith }: CommandContext,
): (Omit<QuietHours, 'zone'> & { zone: string | undefined }) | undefined {
  if (NOBODY.has(toPlainWord(typed))) return undefined;
  const words = toPlain(typed).trim().replaceAll(/\s+/g, ' ');
  const [, ...parts] = QUIET.exec(words.toLowerCase()) ?? [];
  const from = readClock(parts.slice(0, 3));
  const to = readClock(parts.slice(3, 6));
  if (from === undefined || to === undefined)
    throw new UserError(
      text`${quoteWords(typed)} are no hours; write them like 22:00-07:00.`,
      lineWith({ quiet: '22:00-07:00 Europe/Berlin' }),
    );
  if (from === to)
    throw new UserError(
      text`Quiet hours from ${quoteWords(typed)} would never end, or never begin.`,
      lineWith({ quiet: 'off' }),
      text`to have none.`,
    );
  const [, , , , , , name] = parts;
  const zone = name === undefined ? undefined : findZoneLike(words.slice(words.length - name.length));
  if (name !== undefined && zone === undefined)
    throw new UserError(
      text`${quoteWords(name)} is no time zone; write it like Europe/Berlin or UTC.`,
      lineWith({ quiet: `${cutBriefly(words.slice(0, words.length - name.length).trim())} Europe/Berlin` }),
    );
  return { from, to, zone };
}

/** @returns minutes after midnight */
function readClock([hours, minutes = '0', half]: readonly (string | undefined)[]): number | undefined {
  if (hours === undefined) return undefined;
  const isTwelve = half !== undefined;
  const hour = isTwelve ? (Number(hours) % 12) + (half === 'pm' ? 12 : 0) : Number(hours);
  const isValid = isTwelve ? Number(hours) >= 1 && Number(hours) <= 12 : hour <= 24;
  if (!isValid || Number(minutes) > 59 || (hour === 24 && minutes !== '00' && minutes !== '0'))
    return undefined;
  return (hour % 24) * 60 + Number(minutes);
}

/** `BST` is in Dhaka to Intl, and in London to whoever types it; `EST` has no summer time. */
const AMBIGUOUS = /^(?!UTC|GMT|CET|EET|WET)[a-z]{3}$/i;

/** By its name, or by that of its city alone. */
function findZoneLike(name: string): string | undefined {
  const plain = name.replaceAll(/[()]/g, '').trim().replaceAll(' ', '_');
  if (AMBIGUOUS.test(plain)) return undefined;
  const city = `/${plain.toLowerCase()}`;
  return (
    findZone(plain) ?? Intl.supportedValuesOf('timeZone').find((zone) => zone.toLowerCase().endsWith(city))
  );
}

/** The zone that the channel has chosen before, else the person's, else UTC. */
async function guessZone({ quiet }: ChannelChoices, { channel, person, services }: CommandContext) {
  if (quiet !== undefined) return quiet.zone;
  const zone = await services.chats.get(channel.platform)?.timeZoneOf?.(channel, person.id);
  return (zone === undefined ? undefined : findZone(zone)) ?? 'UTC';
}

/** @returns `undefined` where nothing is to be brought up again @throws UserError */
function readRemind(
  typed: string,
  { now, lineWith, channel, services }: CommandContext,
): ChannelChoices['remind'] {
  if (NOBODY.has(toPlainWord(typed))) return undefined;
  const after = parseTypedDuration(typed);
  if (after === undefined || after < SOONEST || after > LATEST)
    throw new UserError(
      text`${quoteWords(typed)} is no time for a reminder: 5m is the shortest, 12h the longest.`,
      lineWith({ remind: '30m' }),
    );
  // Another time is no new choice: what waits to be brought up goes on waiting.
  return { after, since: services.alertSettings.of(channel).remind?.since ?? now };
}

/** @returns `undefined` for none @throws UserError */
function readKinds(
  typed: string,
  option: 'silent' | 'mute',
  { lineWith }: CommandContext,
): AlertKind[] | undefined {
  const words = toPlain(typed)
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter((word) => word !== '' && word !== 'and');
  if (words.length === 1 && NOBODY.has(words[0] ?? '')) return undefined;
  const isKind = (word: string): word is AlertKind => ALERT_KINDS.some((kind) => kind === word);
  const wrong = words.find((word) => !isKind(word));
  if (wrong !== undefined || words.length === 0) {
    const meant = words.flatMap((word) => (isKind(word) ? word : findNear(word, ALERT_KINDS).slice(0, 1)));
    throw new UserError(
      text`${quoteWords(wrong ?? typed)} is no kind of alert. There are: ${KINDS}.`,
      lineWith({ [option]: [...new Set(meant)].join(',') || 'none' }),
    );
  }
  return ALERT_KINDS.filter((kind) => words.includes(kind));
}
