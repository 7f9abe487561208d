import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  missingPermissions,
  notServed,
  unknownButton,
  unknownCommand,
  unreadable,
} from '../../../src/chat/discord/interactions/refusals.ts';
import { type MessageBody, renderCard } from '../../../src/chat/discord/render/renderCard.ts';
import type { Card } from '../../../src/messages/card.ts';
import {
  bar,
  briefTime,
  code,
  command,
  person,
  strong,
  type Text,
  text,
  time,
} from '../../../src/messages/text.ts';
import { CARDS, NOW } from '../../messages/cards.ts';
import { anyCard, hostileArgs, hostileWords } from '../../messages/hostileCards.ts';
import { ANY_MESSAGE } from '../../messages/hostileMessages.ts';
import { drawn } from '../../support/isThorough.ts';
import { checkBody } from './double/checkBody.ts';

const OPTIONS = { commandName: 'threads' };
const EPHEMERAL = 64;

/** What Discord would refuse of a card, as a post, as an edit and as both kinds of answer. */
function faultsOf(card: Card, options: Parameters<typeof renderCard>[1] = OPTIONS): string[] {
  const body = renderCard(card, options);
  return [
    ...checkBody('message', { ...body, nonce: 'n'.repeat(25), enforce_nonce: true }),
    ...checkBody('edit', body),
    ...checkBody('reply', body),
    ...checkBody('callback', { type: 4, data: { ...body, flags: EPHEMERAL } }),
    ...findPings(body),
    ...findMentions(body, card),
  ];
}

/** Where others are let through than the card calls, or are not named after the headline. */
function findMentions({ content, allowed_mentions }: MessageBody, { mentions = [] }: Card): string[] {
  const idsOf = (kind: string): string[] => [
    ...new Set(
      mentions.filter((each) => each.kind === kind && /^\d{1,20}$/.test(each.id)).map(({ id }) => id),
    ),
  ];
  const [roles, users] = [idsOf('role'), idsOf('person')];
  const expected = { parse: [], ...(roles.length > 0 && { roles }), ...(users.length > 0 && { users }) };
  const named = [...roles.map((id) => `<@&${id}>`), ...users.map((id) => `<@${id}>`)];
  return [
    ...(isDeepStrictEqual(allowed_mentions, expected) ? [] : [JSON.stringify(allowed_mentions)]),
    ...named.filter((each) => !content.includes(each)),
  ];
}

/** Markup that is meant: an escaped character, code, a time, a person or a role, and links to Threads' consent page and to posts. */
const INTENDED =
  /\\[^0-9A-Za-z\s]|(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)|<t:-?\d+:[fR]>|<@&?\d{1,20}>|\[[^[\]\\]*\]\(<https:\/\/threads\.net\/oauth\/authorize\?[\w=&-]+>\)|\[[^[\]\\]*\]\(<https:\/\/www\.threads\.(?:com|net)\/@[\w.]+\/post\/\w+>\)/g;

/** Any other markup in a message; bold is meant too. */
function findPings({ content, embeds: [{ description = '', footer } = {}] }: MessageBody): string[] {
  const words = `${content}\n${description.replaceAll(/^-# /gm, '')}`.replaceAll(INTENDED, ' ');
  const found = /[<@[|~`_]|:\/\/|(?<!\*)\*(?!\*)/.exec(words);
  return [
    ...(found === null ? [] : [`markup: ${words.slice(Math.max(0, found.index - 20), found.index + 20)}`]),
    ...(footer === undefined || /^\d+ to \d+ of \d+$/.test(footer.text)
      ? []
      : ['words from outside in the footer']),
  ];
}

function bodyOf(line: Text): string {
  const { embeds } = renderCard({ tone: 'good', title: ['T'], body: [line], buttons: [] }, OPTIONS);
  return embeds[0]?.description ?? '';
}

describe('every message in Discord', () => {
  it.each(CARDS)('%s', (_, card) => {
    expect(faultsOf(card)).toEqual([]);
    expect(renderCard(card, OPTIONS)).toMatchSnapshot();
  });

  it.each([
    ['a server that is not served', notServed('1200000000000000009')],
    ['no server at all', notServed(undefined)],
    ['an unknown button', unknownButton()],
    ['an unknown command', unknownCommand()],
    ['an interaction of nobody', unreadable()],
    ['a channel where nothing can be posted', missingPermissions(['Send Messages', 'Embed Links'], false)],
    ['a thread where nothing can be posted', missingPermissions(['Send Messages in Threads'], true)],
  ])('%s', (_, card) => {
    expect(faultsOf(card)).toEqual([]);
    expect(renderCard(card, OPTIONS)).toMatchSnapshot();
  });
});

describe('words from outside', () => {
  it.each([
    ['@everyone @here', '\\@everyone \\@here'],
    ['<@&1500000000000000001> <#13>', '\\<\\@&1500000000000000001> \\<#13>'],
    ['[a](https://evil.example)', '\\[a](https:\\//evil.example)'],
    [
      '**bold** __line__ ~~gone~~ ||hidden|| `code`',
      '\\*\\*bold\\*\\* \\_\\_line\\_\\_ \\~\\~gone\\~\\~ \\|\\|hidden\\|\\| \\`code\\`',
    ],
    ['# heading', '\\# heading'],
    ['-# small', '\\-# small'],
    ['> quoted', '\\> quoted'],
    ['1. first', '1\\. first'],
    [':tada: 12:30', '\\:tada: 12:30'],
    ['one\ntwo\u202egnp\u200b', 'one twognp'],
    ['👩‍👩‍👧', '👩‍👩‍👧'],
  ])('%j are shown as they are', (typed, shown) => {
    expect(bodyOf(text`${typed}`)).toBe(shown);
  });

  it('can’t break out of code, nor look like a mention', () => {
    expect(bodyOf(text`${code('a`b``@everyone')}`)).toBe('```a`b``@everyone```');
    expect(bodyOf(text`${person('14')} ${person('14> @everyone')}`)).toBe('<@14> 14> \\@everyone');
    expect(bodyOf(text`${strong('**@here**')}`)).toBe('**\\*\\*\\@here\\*\\***');
  });
});

it('times are in the reader’s zone, shares are drawn, and lines to type begin with the command name', () => {
  expect(bodyOf(text`${time(NOW)}`)).toBe(`<t:${NOW / 1_000}:f> (<t:${NOW / 1_000}:R>)`);
  expect(bodyOf(text`${briefTime(NOW)}`)).toBe(`<t:${NOW / 1_000}:R>`);
  expect(bodyOf(text`${bar(0.42)}`)).toBe('████░░░░░░');
  const card: Card = { tone: 'good', title: ['T'], body: [text`${command('watches')}`], buttons: [] };
  expect(JSON.stringify(renderCard(card, { commandName: 'tw' }))).toContain('`/tw watches`');
});

it('250 watches are shown page by page, each once and whole', () => {
  const ids = Array.from({ length: 250 }, (_, index) => String(17_900_000_000_000_000n + BigInt(index)));
  const items = ids.map((id) => text`⏳ ${code(id)} of brand “${'n'.repeat(500)}”`);
  const card: Card = { tone: 'waiting', title: ['T'], body: [], items, buttons: [] };
  const seen: string[] = [];
  let page: number | undefined = 0;
  while (page !== undefined) {
    const paging = { command: 'list', args: { account: 'brand' }, page };
    expect(faultsOf(card, { ...OPTIONS, paging })).toEqual([]);
    const { embeds, components } = renderCard(card, { ...OPTIONS, paging });
    seen.push(...(embeds[0]?.description?.match(/`\d+`/g) ?? []));
    const labels = components.flatMap((row) =>
      row.components.map((button) => ('label' in button ? button.label : '')),
    );
    expect(labels.includes('Previous')).toBe(page > 0);
    page = labels.includes('Next') ? page + 1 : undefined;
  }
  expect(seen).toEqual(ids.map((id) => `\`${id}\``));
});

const anyPaging = fc.option(
  fc.record({
    command: fc.constantFrom('list', 'other'),
    args: hostileArgs,
    page: fc.nat({ max: 9_999 }),
  }),
  { nil: undefined },
);

describe('with any content, Discord accepts', () => {
  it.each(ANY_MESSAGE)('%s, and nobody is pinged', (_, message) => {
    fc.assert(
      fc.property(message, anyPaging, (card, paging) => {
        expect(faultsOf(card, { ...OPTIONS, paging })).toEqual([]);
      }),
      { numRuns: drawn(100) },
    );
  });

  it('any card at all', () => {
    fc.assert(
      fc.property(anyCard, anyPaging, (card, paging) => {
        expect(faultsOf(card, { ...OPTIONS, paging })).toEqual([]);
      }),
      { numRuns: drawn(500) },
    );
  });

  it('a refusal that quotes any words', () => {
    fc.assert(
      fc.property(hostileWords, fc.array(hostileWords, { minLength: 1, maxLength: 5 }), (id, missing) => {
        expect([...faultsOf(notServed(id)), ...faultsOf(missingPermissions(missing, true))]).toEqual([]);
      }),
      { numRuns: drawn(150) },
    );
  });
});
