import { DAY, MINUTE } from '../src/duration.ts';
import { writeSnooze } from '../src/messages/buttons.ts';
import type { Card } from '../src/messages/card.ts';
import { notSnoozed, resumed } from '../src/messages/replies/resumed.ts';
import { snoozeDurations } from '../src/messages/replies/snoozeDurations.ts';
import { snoozed, stillSnoozed } from '../src/messages/replies/snoozed.ts';
import { nameSnoozed, type SnoozedSubject } from '../src/messages/snoozeWords.ts';
import { person as named, type Text, text, time } from '../src/messages/text.ts';
import { toPlain, toPlainWord } from '../src/plainText.ts';
import { type CommandContext, defineCommand } from './command.ts';
import { accountOption, containerOption, readAccount } from './options.ts';
import { readContainer } from './readContainers.ts';
import { parseTypedDuration } from './typedDuration.ts';
import { quoteBriefly, UserError } from './userError.ts';

/** A container lives for a day; quiet for longer is what `alerts off` and `unwatch` are for. */
const LONGEST = DAY;
const SHORTEST = MINUTE;

export const snooze = defineCommand({
  name: 'snooze',
  description: 'Pause alerts here for up to an hour (managers: a day), or resume them with off',
  who: 'anyone',
  reach: 'typed',
  posts: false,
  pages: false,
  asksThreads: false,
  options: {
    duration: { description: 'How long, like 30m or 2h; or off to resume', takes: 'words' },
    container: {
      ...containerOption,
      required: false,
      description: 'Only alerts about this container',
    },
    account: { ...accountOption, description: "Only alerts about this account's quotas" },
  },
  replacedOptions: { for: 'duration' },
  positional: ['duration'],
  example: 'snooze 1h',
  async run({ duration = '', ...given }, context) {
    const { typed, container } = splitContainer(duration);
    const args = { ...given, container: given.container ?? container };
    const about = await readSubject(args, typed === '' ? '1h' : typed, context);
    if (typed === '') return askDuration(about, context);
    if (toPlainWord(typed) === 'off') return resume(about, context);
    const { services, channel, person, now } = context;
    const until = now + readDuration(typed, about);
    const outcome = await services.snoozeService.snooze({ channel, person, ...about }, until, now);
    switch (outcome.kind) {
      case 'snoozed':
        return snoozed({ ...about, ...outcome });
      case 'unchanged':
        return stillSnoozed(outcome.snooze, outcome.snooze.isManaged === true);
      case 'needs-manager':
        throw needsManager(typed, context);
      case 'resting':
        throw isResting(outcome.from);
    }
  },
});

/** No duration has a number of so many digits, and every id has. */
const ID = /\d{10}/;

/** A container may be typed beside the duration without its name: `2h 1790…`. */
function splitContainer(duration: string): { typed: string; container: string | undefined } {
  const words = toPlain(duration)
    .split(/\s/)
    .filter((word) => word !== '');
  const at = words.findLastIndex((word) => ID.test(word));
  return { typed: words.filter((_, index) => index !== at).join(' '), container: words[at] };
}

/** What is to be snoozed. A container without its account is one that the channel watches. */
async function readSubject(
  args: { readonly account: string | undefined; readonly container: string | undefined },
  typed: string,
  context: CommandContext,
): Promise<SnoozedSubject> {
  const container =
    args.container === undefined
      ? undefined
      : readContainer(args.container, 'snooze', (id) => `snooze ${typed} container:${id}`);
  const account =
    args.account === undefined
      ? undefined
      : readAccount(args.account, context, (name) => writeSnooze(typed, { account: name, container })).name;
  if (container === undefined) return { account };
  const { services, channel, now } = context;
  const known = [
    ...(await services.watchStore.inChannel(channel)),
    ...services.snoozeService.activeIn(channel, now),
  ];
  const found = known.find(
    (each) => each.container === container && (account === undefined || each.account === account),
  );
  if (found === undefined)
    throw new UserError(
      text`This channel doesn't watch ${container}, so there is nothing to pause about it.`,
      'watches',
      text`to see what it watches.`,
    );
  return { account: found.account, container };
}

/** @returns ms */
function readDuration(typed: string, about: SnoozedSubject): number {
  const duration = parseTypedDuration(typed);
  if (duration === undefined)
    throw new UserError(
      text`${quoteBriefly(typed)} isn't a duration: write it like 30m or 2h, or off to resume.`,
      writeSnooze('1h', about),
    );
  if (duration < SHORTEST || duration > LONGEST)
    throw new UserError(
      text`${quoteBriefly(typed)} is too ${duration < SHORTEST ? 'short' : 'long'}: alerts can be paused for 1 minute to 24 hours.`,
      writeSnooze(duration < SHORTEST ? '1m' : '24h', about),
    );
  return duration;
}

function askDuration(about: SnoozedSubject, { services, channel, person, now }: CommandContext): Card {
  const { snoozeService } = services;
  if (about.account === undefined) {
    const state = snoozeService.examineChannel(channel, person.isManager, now);
    if (state.kind === 'unchanged') return stillSnoozed(state.snooze, state.snooze.isManaged === true);
    if (state.kind === 'resting') throw isResting(state.from);
  }
  const current = snoozeService.find(channel, about, now);
  return snoozeDurations({ ...about, current, isManager: person.isManager });
}

async function resume(about: SnoozedSubject, context: CommandContext): Promise<Card> {
  const { services, channel, person, now } = context;
  const outcome = await services.snoozeService.resume({ channel, person, ...about }, now);
  switch (outcome.kind) {
    case 'resumed':
      return resumed(about);
    case 'nothing':
      return notSnoozed(about, services.snoozeService.activeIn(channel, now));
    case 'needs-manager':
      throw new UserError(
        text`${named(outcome.snooze.by)} paused alerts ${nameSnoozed(about)} until ${time(outcome.snooze.until)}. That is longer than an hour, so only a manager can end it${whoManages(context)}.`,
        'snooze off',
        text`as a manager.`,
      );
  }
}

function needsManager(typed: string, context: CommandContext): UserError {
  return new UserError(
    text`Only a manager can pause a whole channel for longer than an hour${whoManages(context)}; ask one to type ${quoteBriefly(`snooze ${typed}`)}.`,
    'snooze 1h',
    text`to pause it for an hour yourself.`,
  );
}

function isResting(from: number): UserError {
  return new UserError(
    text`Alerts were paused here for an hour already, so only a manager can pause them again before ${time(from)}.`,
    'snooze 1h',
    text`after that, or ask a manager to type it now.`,
  );
}

function whoManages({ person }: CommandContext): Text {
  return person.managersAre === undefined ? [] : text` (${person.managersAre})`;
}
