import type { APIActionRowComponent, APIComponentInMessageActionRow, APIEmbed } from 'discord-api-types/v10';
import type { Card, Tone } from '../../../messages/card.ts';
import type { Mention } from '../../../messages/channelChoices.ts';
import type { Text } from '../../../messages/text.ts';
import type { ButtonAction } from '../../buttonAction.ts';
import { countLeftOut, fitLine, fitLines } from './fitLines.ts';
import { type ButtonRow, renderButtons, renderPaging } from './renderButtons.ts';
import { renderMention } from './renderLine.ts';
import { renderSettings } from './renderSettings.ts';

export interface RenderOptions {
  /** The name after the slash. */
  readonly commandName: string;
  /** What runs again for another page, and the page to show. Without it, a list that is too long is cut. */
  readonly paging?: ButtonAction | undefined;
  /** The page of the settings to show, counted from 0. */
  readonly settingsPage?: number | undefined;
}

/** The body of a message, the same for every call that sends one. */
export interface MessageBody {
  /** The headline: notifications show it, and so do clients that hide embeds. */
  readonly content: string;
  readonly embeds: readonly APIEmbed[];
  readonly components: readonly APIActionRowComponent<APIComponentInMessageActionRow>[];
  /** Lets through whom the card calls, and nobody else. */
  readonly allowed_mentions: AllowedMentions;
}

/** @see https://docs.discord.com/developers/resources/message#allowed-mentions-object */
export interface AllowedMentions {
  readonly parse: [];
  readonly roles?: string[];
  readonly users?: string[];
}

const COLOURS: Record<Tone, number> = {
  good: 0x2e_a0_43,
  bad: 0xd1_24_2f,
  warning: 0xd2_99_22,
  waiting: 0x38_8b_fd,
  neutral: 0x6e_76_81,
};

/** Discord's limit for the description of an embed, in characters. */
const MOST = 4_096;
const LONGEST_TITLE = 1_000;
const LONGEST_ITEM = 1_000;
const LONGEST_CONTEXT = 700;
/** Title and body leave room for at least two items of the list. */
const MOST_ABOVE_ITEMS = MOST - 2 * (LONGEST_ITEM + 1) - 40;
const ITEMS_ON_PAGE = 20;
const MOST_ROWS = 5;
/** Headline and mentions fit into the 2,000 characters of a message. */
const MOST_MENTIONS = 30;

/** The headline as text, and the rest as one embed, within all of Discord's limits. Words from outside neither ping nor format. */
export function renderCard(
  card: Card,
  { commandName, paging, settingsPage = 0 }: RenderOptions,
): MessageBody {
  const title = fitLine(card.title, LONGEST_TITLE, commandName).trim();
  const mentions = (card.mentions ?? []).slice(0, MOST_MENTIONS).flatMap((mention) => {
    const shown = renderMention(mention);
    return shown === undefined ? [] : [{ mention, shown }];
  });
  const context = renderContext(card.context ?? [], commandName);
  const hasItems = card.items !== undefined && card.items.length > 0;
  const room = (hasItems ? MOST_ABOVE_ITEMS : MOST) - context.length - 1;
  const above = fitLines(card.body, room, commandName);
  const rest = renderItems(card.items ?? [], MOST - above.length - context.length - 2, {
    commandName,
    paging,
  });
  const description = [above, ...rest.lines, context].filter((part) => part.trim() !== '').join('\n');
  const rows = [...renderButtons(card.buttons).slice(0, MOST_ROWS - 1), ...rest.rows];
  const embed: APIEmbed = {
    color: COLOURS[card.tone],
    description,
    ...(rest.footer !== undefined && { footer: { text: rest.footer } }),
  };
  return {
    content: [title === '' ? '…' : `**${title}**`, ...mentions.map(({ shown }) => shown)].join(' '),
    // An edit leaves the embeds that stand there, unless it says that there are none.
    embeds: description === '' ? [] : [embed],
    components: [
      ...rows,
      ...(card.settings ? renderSettings(card.settings, settingsPage, MOST_ROWS - rows.length) : []),
    ],
    allowed_mentions: allowMentions(mentions.map(({ mention }) => mention)),
  };
}

function allowMentions(mentions: readonly Mention[]): AllowedMentions {
  const idsOf = (kind: Mention['kind']): string[] => [
    ...new Set(mentions.filter((each) => each.kind === kind).map(({ id }) => id)),
  ];
  const [roles, users] = [idsOf('role'), idsOf('person')];
  return { parse: [], ...(roles.length > 0 && { roles }), ...(users.length > 0 && { users }) };
}

/** Small print. */
function renderContext(lines: readonly Text[], commandName: string): string {
  return lines
    .map((line) => fitLine(line, LONGEST_CONTEXT, commandName))
    .filter((line) => line.trim() !== '')
    .map((line) => `-# ${line}`)
    .join('\n');
}

interface RenderedItems {
  readonly lines: readonly string[];
  readonly footer?: string;
  readonly rows: readonly ButtonRow[];
}

function renderItems(
  items: readonly Text[],
  most: number,
  { commandName, paging }: RenderOptions,
): RenderedItems {
  const pages = splitPages(
    items.map((item) => fitLine(item, LONGEST_ITEM, commandName)),
    most - 40,
  );
  const [first = []] = pages;
  if (pages.length <= 1) return { lines: first, rows: [] };
  if (paging === undefined) return { lines: [...first, countLeftOut(items.length - first.length)], rows: [] };
  const number = Math.min(paging.page ?? 0, pages.length - 1);
  const lines = pages[number] ?? [];
  const from = pages.slice(0, number).reduce((count, page) => count + page.length, 0);
  return {
    lines,
    footer: `${from + 1} to ${from + lines.length} of ${items.length}`,
    rows: renderPaging(paging, number, pages.length),
  };
}

/** The same list makes the same pages, so that turning a page shows no item twice. */
function splitPages(lines: readonly string[], most: number): string[][] {
  const pages: string[][] = [];
  let length = 0;
  for (const line of lines) {
    const page = pages.at(-1);
    if (page === undefined || page.length === ITEMS_ON_PAGE || length + line.length + 1 > most) {
      pages.push([line]);
      length = line.length;
    } else {
      page.push(line);
      length += line.length + 1;
    }
  }
  return pages;
}
