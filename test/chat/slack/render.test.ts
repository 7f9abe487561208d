import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderBlocks } from '../../../src/chat/slack/render/renderBlocks.ts';
import type { PersonLabel, TextOptions } from '../../../src/chat/slack/render/renderInline.ts';
import { renderBoth, renderMessage } from '../../../src/chat/slack/render/renderMessage.ts';
import type { Card } from '../../../src/messages/card.ts';
import {
  bar,
  code,
  type Inline,
  link,
  namedMention,
  person,
  type Text,
  text,
  time,
} from '../../../src/messages/text.ts';
import { CARDS, NOW } from '../../messages/cards.ts';
import { anyCard, hostileArgs, hostileWords } from '../../messages/hostileCards.ts';
import { ANY_MESSAGE } from '../../messages/hostileMessages.ts';
import { anySign } from '../../support/anySign.ts';
import { drawn } from '../../support/isThorough.ts';
import { checkMessage } from './checkMessage.ts';

const OPTIONS = { commandName: 'threads', describePerson };

function describePerson(id: string): PersonLabel {
  return { name: id === 'U0ANNA' ? 'anna' : undefined, profileUrl: `https://acme.slack.com/team/${id}` };
}

describe('every message in Slack', () => {
  it.each(CARDS)('%s', (_, card) => {
    const message = renderMessage(card, OPTIONS);
    expect(checkMessage(message, card)).toEqual([]);
    expect(message).toMatchSnapshot();
  });
});

function bodyOf(line: Text, options: TextOptions = OPTIONS): string {
  const [block] = renderBlocks({ tone: 'good', title: ['T'], body: [line], buttons: [] }, options).slice(1);
  return block?.type === 'section' ? (block.text?.text ?? '') : '';
}

describe('words from outside', () => {
  it.each([
    [
      '<!channel> <!here> <@U0ANNA> <#C0GENERAL>',
      '&lt;!channel&gt; &lt;!here&gt; &lt;@U0ANNA&gt; &lt;#C0GENERAL&gt;',
    ],
    ['<https://evil.example|threads.net>', '&lt;https://evil.example|threads.net&gt;'],
    ['a & b &lt; c', 'a &amp; b &amp;lt; c'],
    ['*bold* _soft_ ~gone~ `code`', '∗bold∗ ˍsoftˍ ∼gone∼ ˋcodeˋ'],
    ['my_own_account 3*4', 'my_own_account 3*4'],
    ['> quoted', '\u200b&gt; quoted'],
    [':tada: 12:30', ':\u200btada: 12:30'],
    ['one\ntwo\u202egnp', 'one two gnp'],
  ])('%j are shown as they are', (typed, shown) => {
    expect(bodyOf(text`${typed}`)).toBe(shown);
  });

  it('can’t break out of code, nor look like a mention', () => {
    expect(bodyOf(text`${code('a`b<!channel>')}`)).toBe('`aˋb&lt;!channel&gt;`');
    expect(bodyOf(text`${person('U1> <!channel')}`)).toBe('U1&gt; &lt;!channel');
  });
});

it('an address has no part that is shown in place of the words of its link', () => {
  const spoofed = link('https://www.threads.com/a|@brand?b=1&c', 'open the post');
  expect(bodyOf(text`${spoofed}`)).toBe('<https://www.threads.com/a%7C@brand?b=1&amp;c|open the post>');
});

describe('a person', () => {
  const show = (label: Partial<PersonLabel>, piece: Inline = person('U0ANNA')): string =>
    bodyOf(text`${piece}`, {
      ...OPTIONS,
      describePerson: () => ({ name: undefined, profileUrl: undefined, ...label }),
    });
  const profileUrl = 'https://acme.slack.com/team/U0ANNA';

  it('is shown by name, with a link that notifies nobody, and by the id where no name is known', () => {
    expect(show({ name: 'ann', profileUrl })).toBe(`<${profileUrl}|@ann>`);
    expect(show({ name: 'ann' })).toBe('@ann');
    expect(show({ profileUrl })).toBe(`<${profileUrl}|U0ANNA>`);
    expect(show({})).toBe('U0ANNA');
    const chosen = namedMention({ kind: 'person', id: 'U0ANNA', name: 'ann' });
    expect(show({ profileUrl }, chosen)).toBe(`<${profileUrl}|@ann>`);
  });

  it.each([
    ['a|b>c<!channel>', '@a∣b&gt;c&lt;!channel&gt;'],
    ['*bold* _soft_', '@∗bold∗ ˍsoftˍ'],
    ['channel', 'U0ANNA'],
    ['Here', 'U0ANNA'],
    [' ', 'U0ANNA'],
    ['x'.repeat(99), `@${'x'.repeat(39)}…`],
    ['👩‍🚀'.repeat(30), `@${'👩‍🚀'.repeat(13)}…`],
  ])('who is called %j is shown as %j', (name, shown) => {
    expect(show({ name, profileUrl })).toBe(`<${profileUrl}|${shown}>`);
  });

  it('whatever the name, is a link to the profile and nothing else', () => {
    fc.assert(
      fc.property(fc.oneof(hostileWords, fc.string({ unit: anySign, maxLength: 100 })), (name) => {
        const label = { name, profileUrl };
        const shown = show(label);
        expect(shown).toMatch(/^<https:\/\/acme\.slack\.com\/team\/U0ANNA\|[^<>|\n]{1,250}>$/);
        const card: Card = { tone: 'good', title: text`By ${person('U0ANNA')}`, body: [], buttons: [] };
        expect(checkMessage(renderMessage(card, { ...OPTIONS, describePerson: () => label }))).toEqual([]);
        expect(show({ name })).not.toMatch(/[<>]|^@(?:channel|here|everyone|group)$/i);
      }),
      { numRuns: drawn(500) },
    );
  });
});

it('the text beside the blocks begins with the headline, and has the words beside a bar without the bar', () => {
  const card: Card = {
    tone: 'warning',
    title: text`⚠️ Posts are used up`,
    body: [text`${bar(1)} ${bar(0.5)} 212 / 250 posts`, text`${bar(0.9)}`, text`Wait.`],
    buttons: [],
  };
  const message = renderMessage(card, OPTIONS);
  expect(message.text).toBe('⚠️ Posts are used up\n212 / 250 posts\nWait.');
  expect(JSON.stringify(message.blocks)).toContain('█');
  for (const [, each] of CARDS) expect(renderMessage(each, OPTIONS).text).not.toMatch(/[█░]/);
});

it('times are in the reader’s zone, with a fallback', () => {
  expect(bodyOf(text`${time(NOW)}`)).toBe(
    `<!date^${NOW / 1000}^{date_short} {time} ({ago})|2026-01-01 12:00 UTC>`,
  );
});

it('a cut ends with an ellipsis, and ids are never cut', () => {
  const ids = Array.from({ length: 2_000 }, (_, index) => String(17900000000000000n + BigInt(index)));
  const line = text`${'x'.repeat(2_975)} ${code('17900000000000001')}`;
  expect(bodyOf(line)).toMatch(/^x{2975} …$/);
  const items = ids.map((id) => text`${code(id)}`);
  const blocks = renderBlocks({ tone: 'good', title: ['T'], body: [], items, buttons: [] }, OPTIONS);
  const written = JSON.stringify(blocks);
  const shown = written.match(/`\d+`/g) ?? [];
  expect(shown.length).toBeGreaterThan(300);
  expect(shown.every((id) => id.length === 19)).toBe(true);
  expect(written).toContain(`… and ${2_000 - shown.length} more`);
});

it('a list that pages has buttons that run its command again', () => {
  const items = Array.from({ length: 40 }, (_, index) => text`item ${index}`);
  const card: Card = { tone: 'good', title: ['T'], body: [], items, buttons: [] };
  const page = (at: number | undefined) =>
    JSON.stringify(
      renderBlocks(card, { ...OPTIONS, paging: { command: 'list', args: { account: 'brand' }, page: at } }),
    );
  expect(page(undefined)).toContain('item 14');
  expect(page(undefined)).not.toContain('item 15');
  expect(page(2)).toContain('Page 3 of 3 · 40 in all');
  expect(page(9_999)).toContain('Page 3 of 3');
  expect(page(1)).toContain(
    JSON.stringify(JSON.stringify({ command: 'list', args: { account: 'brand' }, page: 2 })),
  );
  expect(JSON.stringify(renderBlocks(card, OPTIONS))).toContain('item 39');
});

const anyPaging = fc.option(
  fc.record({ command: fc.constantFrom('list', 'other'), args: hostileArgs, page: fc.nat() }),
  {
    nil: undefined,
  },
);

/** Whom Slack can call at all: what else a card names is not shown. */
function withValid({ mentions = [] }: Card): Pick<Card, 'mentions'> {
  return { mentions: mentions.filter(({ id }) => /^[SUW][A-Z0-9]{2,20}$/.test(id)) };
}

/** An answer calls nobody. */
function withoutMentions({ mentions: _, ...card }: Card): Card {
  return card;
}

describe('with any content,', () => {
  it.each(ANY_MESSAGE)('Slack accepts %s, and nobody is pinged', (_, message) => {
    fc.assert(
      fc.property(message, anyPaging, (each, paging) => {
        expect(checkMessage(renderMessage(each, { ...OPTIONS, paging }), withValid(each))).toEqual([]);
      }),
      { numRuns: drawn(100) },
    );
  });

  it('Slack accepts any card, and nobody is pinged', () => {
    fc.assert(
      fc.property(anyCard, anyPaging, (each, paging) => {
        expect(checkMessage(renderMessage(each, { ...OPTIONS, paging }), withValid(each))).toEqual([]);
      }),
      { numRuns: drawn(600) },
    );
  });

  it('Slack accepts two cards in one message', () => {
    fc.assert(
      fc.property(anyCard, anyCard, anyPaging, (first, second, paging) => {
        const options = { ...OPTIONS, paging };
        const both = [withoutMentions(first), withoutMentions(second)] as const;
        expect(checkMessage(renderBoth(both, [OPTIONS, options]))).toEqual([]);
      }),
      { numRuns: drawn(200) },
    );
  });
});
