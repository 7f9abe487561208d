import type { types } from '@slack/bolt';
import type { Card } from '../../../messages/card.ts';
import type { Text } from '../../../messages/text.ts';
import { escapeLineStart } from './escapeText.ts';
import { LIMITS, MOST_TEXT } from './limits.ts';
import { packLines, type Room } from './packLines.ts';
import { type Asked, type Page, pageItems } from './pageItems.ts';
import { pressesOf, renderButtons } from './renderButtons.ts';
import { isPlain, renderLine, type TextOptions } from './renderInline.ts';

export type Block =
  | types.HeaderBlock
  | types.SectionBlock
  | types.ContextBlock
  | types.ActionsBlock
  | types.DividerBlock;

export interface RenderOptions extends TextOptions {
  /** What was asked, so that a long answer can be turned page by page. */
  readonly asked?: Asked | undefined;
}

/** A title takes one block, a sentence on what was cut or on the page another, and rows of buttons five. */
const RESERVED_BLOCKS = 8;
const RESERVED_TEXT = 500;

/** A card in Block Kit, within Slack's limits whatever it holds. */
export function renderBlocks(card: Card, options: RenderOptions, room = wholeMessage()): Block[] {
  const title = renderTitle(card.title, options);
  const presses = pressesOf(card.buttons);
  const body = packLines(renderLines(card.body, options), {
    text: room.text - RESERVED_TEXT - LIMITS.sectionText,
    blocks: room.blocks - RESERVED_BLOCKS,
  });
  const used = body.sections.reduce((sum, section) => sum + section.length, 0);
  const { items, place } = pageItems(card.items ?? [], options.asked);
  const list = packLines(renderLines(items, options), {
    text: room.text - RESERVED_TEXT - LIMITS.sectionText - used,
    blocks: room.blocks - RESERVED_BLOCKS - body.sections.length,
  });
  const turns = place === undefined ? [] : turnsOf(place, options.asked);
  return [
    title,
    ...[...body.sections, ...list.sections].map(renderSection),
    ...renderRemark(place, body.left + list.left),
    ...renderButtons([...presses, ...turns]),
  ];
}

function wholeMessage(): Room {
  return { text: MOST_TEXT, blocks: LIMITS.blocks };
}

/** A header shows plain words alone, and few: a longer title, or one with a time or a person, is a bold line. */
function renderTitle(title: Text, options: TextOptions): Block {
  const plain = renderLine(title, 'plain', options, LIMITS.sectionText);
  if (plain.trim() === '') return renderSection('…');
  if (plain.length <= LIMITS.headerText && isPlain(title, options))
    return { type: 'header', text: { type: 'plain_text', text: plain, emoji: false } };
  const line = renderLine(title.map(unbold), 'mrkdwn', options, LIMITS.sectionText - 10).trim();
  return renderSection(escapeLineStart(`*${line}*`));
}

/** What is bold already needs no stars of its own. */
function unbold(piece: Text[number]): Text[number] {
  return typeof piece !== 'string' && piece.kind === 'strong' ? piece.text : piece;
}

function renderLines(lines: readonly Text[], options: TextOptions): string[] {
  return lines
    .map((line) => escapeLineStart(renderLine(line, 'mrkdwn', options, LIMITS.sectionText - 10)))
    .filter((line) => line.trim() !== '');
}

/** `verbatim` keeps Slack from making links and mentions of bare words. */
function renderSection(text: string): types.SectionBlock {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } };
}

function renderRemark(place: Page['place'], left: number): types.ContextBlock[] {
  const words = [
    ...(place === undefined ? [] : [`Page ${place.page + 1} of ${place.pages} · ${place.items} in all`]),
    ...(left > 0 ? [`… and ${left} more`] : []),
  ];
  if (words.length === 0) return [];
  return [{ type: 'context', elements: [{ type: 'mrkdwn', text: words.join(' · '), verbatim: true }] }];
}

function turnsOf({ page, pages }: NonNullable<Page['place']>, asked: Asked | undefined) {
  if (asked === undefined) return [];
  return [
    ...(page > 0 ? [{ label: 'Previous', value: { ...asked, page: page - 1 } }] : []),
    ...(page < pages - 1 ? [{ label: 'Next', value: { ...asked, page: page + 1 } }] : []),
  ];
}
