import type { Card } from '../../../messages/card.ts';
import type { Text } from '../../../messages/text.ts';
import { LIMITS, MOST_TEXT } from './limits.ts';
import { type Block, type RenderOptions, renderBlocks, renderMentions } from './renderBlocks.ts';
import { renderLine } from './renderInline.ts';

/** A message: blocks, and the same as text for notifications and screen readers. */
export interface Message {
  readonly text: string;
  readonly blocks: Block[];
}

/** A card as a message. */
export function renderMessage(card: Card, options: RenderOptions): Message {
  return { text: renderFallback([card], options), blocks: renderBlocks(card, options) };
}

/** Two cards in one message, the second below the first. */
export function renderBoth(
  [first, second]: readonly [Card, Card],
  options: readonly [RenderOptions, RenderOptions],
): Message {
  const room = { text: MOST_TEXT / 2, blocks: LIMITS.blocks / 2 - 1 };
  const below = renderBlocks(second, options[1], room).map(withOwnIds);
  return {
    text: renderFallback([first, second], options[0]),
    blocks: [...renderBlocks(first, options[0], room), { type: 'divider' }, ...below],
  };
}

/** The cards as text, which notifications show and screen readers read. It begins with the headline. */
function renderFallback(cards: readonly Card[], options: RenderOptions): string {
  const lines = cards.flatMap((card) => {
    const { title, body, items = [], context = [] } = card;
    const [headline = '', ...rest] = [title, ...[...body, ...items, ...context].flatMap(withoutBars)].map(
      (line) => renderLine(line, 'mrkdwn', options, LIMITS.sectionText),
    );
    return [[headline, ...renderMentions(card)].join(' '), ...rest];
  });
  let text = '';
  for (const [index, written] of lines.entries()) {
    if (text.length + written.length + 30 > LIMITS.fallbackText)
      return `${text}\n… and ${lines.length - index} more`;
    text += index === 0 ? written : `\n${written}`;
  }
  return text.trim() === '' ? '…' : text;
}

/** A bar is read out sign by sign, and the words beside it say the same. @returns no line where nothing else is in it */
function withoutBars(line: Text): Text[] {
  const at = line.findIndex((piece) => typeof piece !== 'string' && piece.kind === 'bar');
  if (at < 0) return [line];
  const [next, ...rest] = line.slice(at + 1);
  const after =
    typeof next === 'string' ? [next.trimStart(), ...rest] : next === undefined ? [] : [next, ...rest];
  const left = [...line.slice(0, at), ...after];
  return left.length === 0 ? [] : withoutBars(left);
}

/** Slack refuses two buttons with one id in a message. */
function withOwnIds(block: Block): Block {
  if (block.type !== 'actions') return block;
  return {
    ...block,
    elements: block.elements.map((element) => ({
      ...element,
      action_id: `second-${element.action_id}`.slice(0, LIMITS.actionId),
    })),
  };
}
