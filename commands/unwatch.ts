import { unwatched } from '../src/messages/replies/unwatched.ts';
import { code, command, type Text, text } from '../src/messages/text.ts';
import { toPlainWord } from '../src/plainText.ts';
import type { Watch } from '../src/watches/watch.ts';
import { type CommandContext, defineCommand } from './command.ts';
import { countSlips, findNear } from './findNear.ts';
import { accountOption, containersOption, readAccount } from './options.ts';
import { type LineWithIds, type ReadContainers, readContainers, withGuess } from './readContainers.ts';
import { didYouMean, quoteWords, UserError } from './userError.ts';

const MOST_CONTAINERS = 200;

export const unwatch = defineCommand({
  name: 'unwatch',
  description: 'Stop watching containers in this channel',
  who: 'anyone',
  reach: 'typed',
  posts: false,
  pages: false,
  asksThreads: false,
  options: {
    container: {
      ...containersOption,
      description: 'Container ids, or all',
      takesAll: true,
      completes: 'watches',
    },
    account: accountOption,
  },
  positional: ['container'],
  example: 'unwatch 17900000000000001',
  async run(args, context) {
    const watches = await context.services.watchStore.inChannel(context.channel);
    const account = args.account === undefined ? undefined : readAccount(args.account, context);
    const ofAccount = watches.filter((watch) => account === undefined || watch.account === account.name);
    const named = readNamed(args.container, context);
    const wanted = ofAccount.filter(({ container }) => named === 'all' || named.ids.includes(container));
    if (wanted.length === 0) throw nothingToDrop(named, ofAccount, watches.length, account?.name, context);
    return unwatched(
      await dropEach(wanted, context),
      context.services.watchStore.countInChannel(context.channel),
      named === 'all' ? [] : describeOthers(named, ofAccount, context),
    );
  },
});

type Named = 'all' | ReadContainers;

/** The ids, or the word `all`. A word that is near to it ends nothing. */
function readNamed(typed: string, { lineWith }: CommandContext): Named {
  if (toPlainWord(typed) === 'all') return 'all';
  const lineWithIds: LineWithIds = (container) => lineWith({ container });
  if (findNear(typed, ['all']).length > 0)
    throw didYouMean(text`${quoteWords(typed)} isn't a container ID.`, ['all'], lineWithIds);
  return readContainers(typed, lineWithIds, { most: MOST_CONTAINERS });
}

function nothingToDrop(
  named: Named,
  ofAccount: readonly Watch[],
  watched: number,
  account: string | undefined,
  context: CommandContext,
): UserError {
  if (watched === 0) {
    const line = named === 'all' ? 'watch 17900000000000001' : `watch ${named.ids[0]}`;
    return new UserError(text`This channel watches nothing.`, line, text`to begin.`);
  }
  if (ofAccount.length === 0 && account !== undefined)
    return new UserError(
      text`This channel watches nothing of ${account}.`,
      'watches',
      text`to see what it does.`,
    );
  const [id = '', ...others] = named === 'all' ? [] : named.ids;
  const near = findNearWatches(id, ofAccount);
  if (others.length === 0 && near.length > 0)
    return didYouMean(text`${code(id)} isn't watched here.`, near, (container) =>
      context.lineWith({ container }),
    );
  const what = others.length === 0 ? text`${code(id)} isn't` : text`None of those is`;
  return new UserError(text`${what} watched here.`, 'watches', text`to see what is.`);
}

/** What was named beside the watches that ended, and what to type instead. */
function describeOthers(
  { ids, bad, rest }: ReadContainers,
  ofAccount: readonly Watch[],
  { lineWith }: CommandContext,
): Text[] {
  const watched = new Set(ofAccount.map(({ container }) => container));
  const unknown = ids.filter((id) => !watched.has(id));
  const offer = (container: string | undefined): Text =>
    container === undefined ? text`` : text` Type ${command(lineWith({ container }))}`;
  return [
    ...bad.map((each) => text`${withGuess(each)}${offer(each.guess)}`),
    ...unknown.map((id) => {
      const [near] = findNearWatches(
        id,
        ofAccount.filter(({ container }) => !ids.includes(container)),
      );
      const meant = near === undefined ? text`` : text` Did you mean ${code(near)}?${offer(near)}`;
      return text`${code(id)} isn't watched here.${meant}`;
    }),
    ...(rest.length > 0 ? [text`${rest.length} more were left out.${offer(rest.join(' '))}`] : []),
  ];
}

/** Watches whose ids are one slip away: ids that are farther off are others. */
function findNearWatches(id: string, watches: readonly Watch[]): readonly string[] {
  const ids = [...new Set(watches.map(({ container }) => container))];
  return findNear(id, ids).filter((each) => countSlips(id, each) <= 1);
}

async function dropEach(
  wanted: readonly { account: string; container: string }[],
  { services, channel, person }: CommandContext,
): Promise<{ account: string; container: string }[]> {
  const dropped: { account: string; container: string }[] = [];
  for (const [account, ofAccount] of Map.groupBy(wanted, (each) => each.account)) {
    const containers = ofAccount.map(({ container }) => container);
    dropped.push(...(await services.unwatchService.drop(channel, account, containers, person.id)));
  }
  return dropped;
}
