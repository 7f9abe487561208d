import { type NotWatched, watchStarted } from '../src/messages/replies/watchStarted.ts';
import { text } from '../src/messages/text.ts';
import { toPlainWord } from '../src/plainText.ts';
import { type CommandContext, defineCommand } from './command.ts';
import { accountOption, containersOption, readAccount, readAge, readNote } from './options.ts';
import {
  type LineWithIds,
  MOST_CONTAINERS,
  type ReadContainers,
  readContainers,
  withGuess,
} from './readContainers.ts';
import { quoteWords, UserError } from './userError.ts';
import { watchForm } from './watchForm.ts';
import { explainWatchLimit } from './watchLimit.ts';

const LONGEST_NOTE = 500;

export const watch = defineCommand({
  name: 'watch',
  description: 'Tell this channel what becomes of containers',
  who: 'anyone',
  reach: 'typed',
  posts: true,
  pages: false,
  asksThreads: true,
  form: watchForm,
  options: {
    container: containersOption,
    account: accountOption,
    age: { description: 'How long ago they were created, like 20m; without it, just now', takes: 'words' },
    note: {
      description: 'What they are, for those who read the alert; at most 500 characters',
      takes: 'text',
      longest: LONGEST_NOTE,
    },
    mention: { description: 'me: bad news about them calls you by name', choices: ['me'] },
  },
  positional: ['container'],
  example: 'watch 17900000000000001 age:20m note:"launch video"',
  async run(args, context) {
    const lineWith = lineWithIds(context);
    const read = readContainers(args.container, lineWith, { takesNote: args.note === undefined });
    const account = readAccount(args.account, context);
    const age = readAge(args.age, (given) => context.lineWith({ age: given }));
    const note = readNote(args.note);
    const mention = readMention(args.mention, (typed) => context.lineWith({ mention: typed }));
    const { channel, person, now, services } = context;
    const request = {
      channel,
      by: person.id,
      account: account.name,
      containers: read.ids,
      age,
      note,
      mention,
    };
    const begun = await services.watchService.begin(request, now).catch(explainWatchLimit);
    const outage = services.health.outageOf(account.name);
    const card = watchStarted({
      account: account.name,
      watches: begun,
      note,
      notWatched: describeNotWatched(read, lineWith),
      outage: outage && { ...outage, remedy: services.remedyOf(account.name, outage.error, outage.since) },
      snoozedUntil: services.snoozeService.channelUntil(channel, now),
      muted: services.alertSettings.of(channel).muted,
    });
    const isCalled = mention && begun.some(({ nextCheckAt }) => nextCheckAt !== undefined);
    return isCalled ? { ...card, body: [...card.body, text`Bad news about them calls you by name.`] } : card;
  },
});

function lineWithIds({ lineWith }: Pick<CommandContext, 'lineWith'>): LineWithIds {
  return (container, note) => lineWith({ container, ...(note !== undefined && { note }) });
}

function describeNotWatched({ bad, rest }: ReadContainers, lineWith: LineWithIds): NotWatched {
  return {
    bad: bad.map((each) => ({
      problem: withGuess(each),
      line: each.guess === undefined ? undefined : lineWith(each.guess),
    })),
    rest: rest.length,
    restLine: rest.length > 0 ? lineWith(rest.slice(0, MOST_CONTAINERS).join(' ')) : undefined,
    line: lineWith('<container>'),
  };
}

/** Whether alerts call the person who typed it. @throws UserError */
function readMention(typed: string | undefined, lineWith: (mention: string) => string): boolean {
  const word = typed === undefined ? 'none' : toPlainWord(typed);
  if (word === 'me' || word === 'none') return word === 'me';
  throw new UserError(
    text`A watch can call only the person who types it. ${quoteWords(typed ?? '')} can be called by all bad news of this channel: a manager types alerts with mention.`,
    lineWith('me'),
    text`to be called yourself.`,
  );
}
