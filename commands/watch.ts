import { watchStarted } from '../src/messages/replies/watchStarted.ts';
import { text } from '../src/messages/text.ts';
import { WatchLimitError, type WatchScope } from '../src/watches/watchLimits.ts';
import { defineCommand } from './command.ts';
import {
  accountOption,
  containersOption,
  readAccount,
  readAge,
  readContainers,
  readNote,
} from './options.ts';
import { UserError } from './userError.ts';
import { watchForm } from './watchForm.ts';

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
  },
  positional: ['container'],
  example: 'watch 17900000000000001 age:20m note:"launch video"',
  async run(args, context) {
    const containers = readContainers(args.container, 'watch', { takesNote: true });
    const line = `watch ${containers.join(' ')}`;
    const account = readAccount(args.account, context, (name) => `${line} account:${name}`);
    const age = readAge(args.age, `${line} age:20m`);
    const note = readNote(args.note);
    const { channel, person, now, services } = context;
    const request = { channel, by: person.id, account: account.name, containers, age, note };
    const begun = await services.watchService.begin(request, now).catch(explainLimit);
    const outage = services.health.outageOf(account.name);
    return watchStarted({
      account: account.name,
      watches: begun,
      outage: outage && { ...outage, remedy: services.remedyOf(account.name, outage.error, outage.since) },
      snoozedUntil: services.snoozeService.channelUntil(channel, now),
    });
  },
});

const WHOSE: Readonly<Record<WatchScope, string>> = {
  channel: 'in this channel',
  person: 'that you began in this workspace',
  workspace: 'in this workspace',
};

function explainLimit(error: unknown): never {
  if (!(error instanceof WatchLimitError)) throw error;
  const { scope, count, limit } = error.exceeded;
  throw new UserError(
    text`Nothing new was begun: ${count} watches run ${WHOSE[scope]}, and at most ${limit} can.`,
    'watches',
    text`to see those of this channel, and end with unwatch what nobody needs. Watches that end by themselves make room too.`,
  );
}
