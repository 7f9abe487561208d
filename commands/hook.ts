import { toDeliveries } from '../src/events/eventReceiver.ts';
import { LONGEST_URL } from '../src/events/eventUrl.ts';
import type { Hook } from '../src/hooks/hook.ts';
import { urlOf } from '../src/hooks/hookAddress.ts';
import { writeSnippets } from '../src/hooks/snippets.ts';
import type { Card } from '../src/messages/card.ts';
import { type HookFacts, hookList } from '../src/messages/replies/hookList.ts';
import { hookOff } from '../src/messages/replies/hookOff.ts';
import { hookUrl } from '../src/messages/replies/hookUrl.ts';
import { text } from '../src/messages/text.ts';
import { toPlain, toPlainWord, trimMarks } from '../src/plainText.ts';
import { type CommandContext, defineCommand, type Services } from './command.ts';
import { readEventUrl } from './eventUrl.ts';
import { findNear } from './findNear.ts';
import { accountOption, readAccount } from './options.ts';
import { didYouMean, quoteBriefly, quoteWords, UserError } from './userError.ts';

const NAME = /^[\w-]{1,32}$/;

/** Those for shells and programs, and n8n's; the rest stand in docs/hook.md. */
const SHOWN_SNIPPETS = 4;

export const hook = defineCommand({
  name: 'hook',
  description: 'A secret URL by which programs register posts in this channel by themselves',
  who: 'manager',
  reach: 'typed',
  posts: true,
  pages: false,
  asksThreads: false,
  options: {
    state: {
      description: 'Make one, revoke one, or show those of this channel',
      choices: ['on', 'off', 'show'],
    },
    name: { description: 'Its name; without it, hook-1 or hook-2' },
    url: {
      description: 'https URL of a program of yours, which then gets what happens as signed JSON',
      longest: LONGEST_URL,
    },
    account: accountOption,
  },
  positional: ['state', 'name'],
  example: 'hook on name:publisher',
  async run(args, context) {
    const state = args.state === undefined ? 'show' : toPlainWord(args.state);
    const name = args.name === undefined ? undefined : readName(args.name, context);
    if (args.url !== undefined && state !== 'on')
      throw new UserError(
        text`A URL for events is given when a hook is made.`,
        context.lineWith({ state: 'on', name: undefined }),
      );
    switch (state) {
      case 'show':
        return show(context);
      case 'on':
        return make(name, readAccount(args.account, context).name, args.url, context);
      case 'off':
        return revoke(name, args.account && readAccount(args.account, context).name, context);
      default:
        throw new UserError(text`${quoteBriefly(args.state ?? '')} is neither on, off nor show.`, 'hook on');
    }
  },
});

function readName(typed: string, { lineWith }: CommandContext): string {
  const name = trimMarks(toPlain(typed), '-_');
  if (NAME.test(name)) return name;
  throw new UserError(
    text`${quoteWords(typed)} can't be the name of a hook: it takes letters, digits, - and _, at most 32.`,
    lineWith({ name: 'publisher' }),
  );
}

function show({ channel, accounts, services }: CommandContext): Card {
  return hookList({
    hooks: services.hookService.inChannel(channel).map((each) => describe(each, services)),
    accounts: accounts.map(({ name }) => name),
    canBeCalled: services.hookAddress !== undefined,
  });
}

function describe({ id, events, ...hook }: Hook, { waitingEvents }: Services): HookFacts {
  return { ...hook, events: events && toDeliveries(events, waitingEvents(id)) };
}

async function make(
  name: string | undefined,
  account: string,
  typedUrl: string | undefined,
  context: CommandContext,
): Promise<Card> {
  const { channel, channelName, person, services, lineWith } = context;
  const { hookService, hookAddress } = services;
  if (hookAddress === undefined)
    throw new UserError(
      text`Hooks can't be called: HTTP_PORT is not set. The operator of this bot sets HTTP_PORT, and PUBLIC_URL for programs on other machines, and restarts it.`,
      'hook on',
      text`after that.`,
    );
  const eventUrl = typedUrl === undefined ? undefined : await readEventUrl(typedUrl, context);
  const made = await hookService.make({ channel, channelName, account, name, by: person.id, url: eventUrl });
  if (made.kind === 'full')
    throw new UserError(
      text`This channel has ${made.hooks.length} hooks for ${account} already: the most there can be. Revoke one first.`,
      made.hooks.map((each) => offLine(each, context)),
    );
  if (made.kind === 'taken')
    throw new UserError(
      text`This channel has a hook named ${quoteWords(made.name)} already.`,
      lineWith({ name: undefined }),
      text`for one with a name that is free.`,
    );
  const url = urlOf(hookAddress, made.key);
  return hookUrl({
    hook: made.hook.name,
    account,
    url,
    reach: hookAddress.reach,
    snippets: writeSnippets(url).slice(0, SHOWN_SNIPPETS),
    ...(eventUrl !== undefined &&
      made.signingSecret !== undefined && {
        events: { host: new URL(eventUrl).host, secret: made.signingSecret },
      }),
  });
}

async function revoke(
  name: string | undefined,
  account: string | undefined,
  context: CommandContext,
): Promise<Card> {
  const { channel, person, services } = context;
  const all = services.hookService.inChannel(channel);
  const hooks = account === undefined ? all : all.filter((each) => each.account === account);
  const found = findHook(hooks, name, context);
  await services.hookService.revoke(found, person.id);
  return hookOff({ hook: found.name, account: found.account });
}

/** @throws UserError where it is not known which hook is meant */
function findHook(hooks: readonly Hook[], name: string | undefined, context: CommandContext): Hook {
  const [first, second] = hooks;
  if (first === undefined)
    throw new UserError(
      text`There is no hook to revoke here.`,
      'hook show',
      text`to see this channel's hooks.`,
    );
  if (name === undefined) {
    if (second === undefined) return first;
    throw new UserError(
      text`There are ${hooks.length} hooks here. Which one?`,
      hooks.map((each) => offLine(each, context)),
    );
  }
  const named =
    hooks.find((each) => each.name === name) ??
    hooks.find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (named !== undefined) return named;
  const names = hooks.map((each) => each.name);
  const near = findNear(name, names);
  const problem = text`There is no hook ${quoteWords(name)} here`;
  const lineOf = (meant: string): string => context.lineWith({ name: meant });
  if (near.length > 0) throw didYouMean(text`${problem}.`, near, lineOf);
  throw new UserError(text`${problem}; there is ${names.join(', ')}.`, names.map(lineOf));
}

/** Names are given once in a channel, so they say which account's hook it is. */
function offLine({ name }: Hook, { lineWith }: CommandContext): string {
  return lineWith({ state: 'off', name, account: undefined });
}
