import type { types } from '@slack/bolt';
import type { Card } from '../../../messages/card.ts';
import type { Text } from '../../../messages/text.ts';
import type { ButtonAction } from '../../buttonAction.ts';
import { escapeLineStart } from './escapeText.ts';
import { LIMITS, MOST_TEXT } from './limits.ts';
import { packLines, type Room } from './packLines.ts';
import { type Page, pageItems } from './pageItems.ts';
import { expandChoices, type LabelledAction, renderButtons } from './renderButtons.ts';
import { isPlain, renderLine, renderMention, type TextOptions } from './renderInline.ts';
import { renderSettings } from './renderSettings.ts';

export type Block =
  | types.HeaderBlock
  | types.SectionBlock
  | types.ContextBlock
  | types.ActionsBlock
  | types.DividerBlock;

export interface RenderOptions extends TextOptions {
  /** What runs again for another page, and the page to show. Without it, a list that is too long is cut. */
  readonly paging?: ButtonAction | undefined;
}

/** For the title, for the mentions, for the line on pages or on what was left out, and for the rows of buttons. */
const RESERVED_BLOCKS = 9;
const RESERVED_TEXT = 1_500;
const MOST_MENTIONS = 30;

/** A card in Block Kit, within all of Slack's limits. Words from outside neither ping nor format. */
export function renderBlocks(card: Card, options: RenderOptions, room = wholeMessage()): Block[] {
  const title = renderTitle(card.title, options);
  const settings = card.settings ? renderSettings(card.settings, options) : [];
  const body = packLines(renderLines(card.body, options), {
    text: room.text - RESERVED_TEXT - LIMITS.sectionText,
    blocks: room.blocks - RESERVED_BLOCKS - settings.length,
  });
  const used = body.sections.reduce((sum, section) => sum + section.length, 0);
  const { items, place } = pageItems(card.items ?? [], options.paging);
  const list = packLines(renderLines(items, options), {
    text: room.text - RESERVED_TEXT - LIMITS.sectionText - used,
    blocks: room.blocks - RESERVED_BLOCKS - settings.length - body.sections.length,
  });
  return [
    title,
    ...renderMentions(card).map(renderSection),
    ...[...body.sections, ...list.sections].map(renderSection),
    ...renderLines(card.context ?? [], options).map(renderContext),
    ...renderFooter(place, body.left + list.left),
    ...settings,
    ...renderButtons([...expandChoices(card.buttons), ...pagingButtons(place, options.paging)]),
  ];
}

/** Whom the card calls, on a line of their own; nothing where it calls nobody. */
export function renderMentions({ mentions = [] }: Card): string[] {
  const shown = mentions.slice(0, MOST_MENTIONS).flatMap((mention) => renderMention(mention) ?? []);
  return shown.length === 0 ? [] : [[...new Set(shown)].join(' ')];
}

function wholeMessage(): Room {
  return { text: MOST_TEXT, blocks: LIMITS.blocks };
}

/** A header holds only plain text. A long title, or one with a time or a person, is a bold line. */
function renderTitle(title: Text, options: TextOptions): Block {
  const plain = renderLine(title, 'plain', options, LIMITS.sectionText);
  if (plain.trim() === '') return renderSection('…');
  if (plain.length <= LIMITS.headerText && isPlain(title, options))
    return { type: 'header', text: { type: 'plain_text', text: plain, emoji: false } };
  const line = renderLine(title.map(unbold), 'mrkdwn', options, LIMITS.sectionText - 10).trim();
  return renderSection(escapeLineStart(`*${line}*`));
}

/** In a bold line, nothing needs stars of its own. */
function unbold(piece: Text[number]): Text[number] {
  return typeof piece !== 'string' && piece.kind === 'strong' ? piece.text : piece;
}

function renderLines(lines: readonly Text[], options: TextOptions): string[] {
  return lines
    .map((line) => escapeLineStart(renderLine(line, 'mrkdwn', options, LIMITS.sectionText - 10)))
    .filter((line) => line.trim() !== '');
}

/** `verbatim` keeps Slack from turning plain words into links and mentions. */
function renderSection(text: string): types.SectionBlock {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } };
}

function renderFooter(place: Page['place'], left: number): types.ContextBlock[] {
  const words = [
    ...(place === undefined ? [] : [`Page ${place.page + 1} of ${place.pages} · ${place.items} in all`]),
    ...(left > 0 ? [`… and ${left} more`] : []),
  ];
  if (words.length === 0) return [];
  return [renderContext(words.join(' · '))];
}

/** Small print. */
function renderContext(text: string): types.ContextBlock {
  return { type: 'context', elements: [{ type: 'mrkdwn', text, verbatim: true }] };
}

function pagingButtons(place: Page['place'], paging: ButtonAction | undefined): LabelledAction[] {
  if (place === undefined || paging === undefined) return [];
  const { page, pages } = place;
  return [
    ...(page > 0 ? [{ label: 'Previous', action: { ...paging, page: page - 1 } }] : []),
    ...(page < pages - 1 ? [{ label: 'Next', action: { ...paging, page: page + 1 } }] : []),
  ];
}
