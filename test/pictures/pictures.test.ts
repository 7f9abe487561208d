import { globSync, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toOneLine } from '../../src/chat/discord/render/escapeMarkdown.ts';
import { renderCard } from '../../src/chat/discord/render/renderCard.ts';
import { renderMessage } from '../../src/chat/slack/render/renderMessage.ts';
import type { Card } from '../../src/messages/card.ts';
import { text } from '../../src/messages/text.ts';
import { NOW } from '../messages/cards.ts';
import { hostileWords } from '../messages/hostileCards.ts';
import { readMarkdown, readWords as readMarkdownWords } from './discord/readMarkdown.ts';
import { drawMessage, renderPayload } from './drawMessage.ts';
import { ALL_PICTURES, DOCUMENTED_PICTURES, indexOf } from './pictures.ts';
import { readMrkdwn, readWords as readMrkdwnWords } from './slack/readMrkdwn.ts';

const FOLDER = 'docs/pictures';
const MOST_BYTES = 64 * 1_024;
const READER = {
  now: NOW,
  names: { '12': 'Ann', '34': 'launch-team', U0ANN: 'Ann', S0LAUNCH: 'launch-team' },
};

describe('the pictures in docs/pictures', () => {
  it('are of the messages as they are now', () => {
    const drawn = JSON.parse(readFileSync(`${FOLDER}/index.json`, 'utf8')) as object;
    const advice = 'The pictures are older than the messages. Draw them again: npm run pictures';
    expect(drawn, advice).toEqual(indexOf(DOCUMENTED_PICTURES));
  });

  it('are all there, no others, and small', () => {
    const files = globSync(`${FOLDER}/*.png`);
    expect(files.map((file) => basename(file, '.png')).sort()).toEqual(
      DOCUMENTED_PICTURES.map(({ name }) => name).sort(),
    );
    expect(files.filter((file) => statSync(file).size > MOST_BYTES)).toEqual([]);
  });

  it('are shown by a document, each of them', () => {
    const documents = globSync(['*.md', 'docs/*.md']).map((file) => readFileSync(file, 'utf8'));
    const lost = DOCUMENTED_PICTURES.filter(
      ({ name }) => !documents.some((words) => words.includes(`pictures/${name}.png)`)),
    );
    expect(lost.map(({ name }) => name)).toEqual([]);
  });
});

it('no two pictures have the same name', () => {
  expect(new Set(ALL_PICTURES.map(({ name }) => name)).size).toBe(ALL_PICTURES.length);
});

it.each(ALL_PICTURES.map((picture) => [picture.name, picture] as const))(
  '%s can be drawn, with nothing in it that is not known',
  (_, { card, platform, device, isPrivate }) => {
    const block = drawMessage(renderPayload(card, platform), device, isPrivate);
    expect(block.draw(0, 0)).not.toMatch(/NaN|undefined/);
    expect(block.width).toBe({ desktop: 660, phone: 375 }[device]);
  },
);

/** Longer ones are cut. */
const shortWords = hostileWords.filter((words) => words.length < 1_000);
const cardOf = (words: string): Card => ({ tone: 'good', title: ['T'], body: [text`${words}`], buttons: [] });

describe('what a client makes of a message', () => {
  it.each([
    [
      '**a `b` c**',
      [
        { isBold: true, words: 'a ' },
        { isBold: true, kind: 'code', words: 'b' },
        { isBold: true, words: ' c' },
      ],
    ],
    ['\\*\\*a\\*\\*', [{ words: '**a**' }]],
    [
      '<@12> <@&34>',
      [{ kind: 'mention', words: '@Ann' }, { words: ' ' }, { kind: 'mention', words: '@launch-team' }],
    ],
    [`<t:${NOW / 1_000}:f>`, [{ kind: 'moment', words: '1 January 2026 13:00' }]],
    [`<t:${NOW / 1_000 - 7_200}:R>`, [{ kind: 'moment', words: '2 hours ago' }]],
    ['[a page](<https://a.example/b>)', [{ kind: 'link', words: 'a page' }]],
  ])('Discord: %s', (markdown, pieces) => {
    expect(readMarkdown(markdown, READER)).toEqual([{ kind: 'text', pieces }]);
  });

  it('Discord: a line that begins with -# is small print', () => {
    expect(readMarkdown('a\n-# b', READER).map(({ kind }) => kind)).toEqual(['text', 'small']);
  });

  it.each([
    ['*a* b_c_d', [{ isBold: true, words: 'a' }, { words: ' b_c_d' }]],
    ['`a *b*`', [{ kind: 'code', words: 'a *b*' }]],
    ['&lt;@U0ANN&gt; <@U0ANN>', [{ words: '<@U0ANN> ' }, { kind: 'mention', words: '@Ann' }]],
    ['<!subteam^S0LAUNCH>', [{ kind: 'mention', words: '@launch-team' }]],
    [`<!date^${NOW / 1_000}^{date_short_pretty} {time}|then>`, [{ words: 'Today 13:00' }]],
    ['<https://a.example/b|a page>', [{ kind: 'link', words: 'a page' }]],
  ])('Slack: %s', (mrkdwn, pieces) => {
    expect(readMrkdwn(mrkdwn, READER)).toEqual([{ kind: 'text', pieces }]);
  });

  it('shows words from outside as they were typed, in Discord', () => {
    fc.assert(
      fc.property(shortWords, (words) => {
        const [embed] = renderCard(cardOf(words), { commandName: 'threads' }).embeds;
        const shown = readMarkdown(embed?.description ?? '', READER).flatMap(({ pieces }) => pieces);
        expect(shown.filter(({ words: _, ...marks }) => Object.keys(marks).length > 0)).toEqual([]);
        expect(
          shown
            .map((piece) => piece.words)
            .join('')
            .trim(),
        ).toBe(toOneLine(words).trim());
      }),
    );
  });

  it('shows words from outside without any format, in Slack', () => {
    fc.assert(
      fc.property(shortWords, (words) => {
        const { text: notified } = renderMessage(cardOf(words), { commandName: 'threads' });
        const shown = readMrkdwn(notified, READER).flatMap(({ pieces }) => pieces);
        expect(shown.filter(({ words: _, ...marks }) => Object.keys(marks).length > 0)).toEqual([]);
      }),
    );
  });

  it('has the words alone in a notification', () => {
    expect(readMarkdownWords('<@&34> **❌ “a” failed**', READER)).toBe('@launch-team ❌ “a” failed');
    expect(readMrkdwnWords('<!subteam^S0LAUNCH> *❌ “a” failed*', READER)).toBe('@launch-team ❌ “a” failed');
  });
});
