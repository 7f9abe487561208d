import { z } from 'zod';
import type { Card } from '../../../src/messages/card.ts';

/** Slack's limits for the blocks in use. Counted in UTF-16 units, which are never fewer than characters. */
const TEXTS: Readonly<Record<string, number>> = {
  header: 150,
  section: 3_000,
  context: 3_000,
  button: 75,
  choice: 75,
  placeholder: 150,
};
const MOST_BLOCKS = 50;
const MOST_ELEMENTS: Readonly<Record<string, number>> = { actions: 25, context: 10 };
const MOST_VALUE = 2_000;
const MOST_ACTION_ID = 255;
const MOST_FALLBACK = 40_000;

export interface SentText {
  readonly type: string;
  readonly text: string;
  readonly verbatim?: boolean;
}

export interface SentElement {
  readonly type: string;
  readonly text?: string | SentText;
  readonly action_id?: string;
  readonly value?: string;
}

export interface SentBlock {
  readonly type: string;
  readonly text?: SentText;
  readonly elements?: readonly SentElement[];
  readonly accessory?: unknown;
}

export interface SentMessage {
  readonly text?: string | undefined;
  readonly blocks?: readonly SentBlock[] | undefined;
}

/** What Slack would refuse of a message, and what could notify somebody but those whom it is to call. */
export function checkMessage(message: SentMessage, { mentions = [] }: Pick<Card, 'mentions'> = {}): string[] {
  const calls = mentions.flatMap(({ kind, id }) =>
    kind === 'group' ? [`<!subteam^${id}>`] : kind === 'person' ? [`<@${id}>`] : [],
  );
  return calls.length === 0 ? check(message) : check(withoutMarkup(message, calls));
}

/** The message without the line of mentions, and without them in its text: wherever else they stand, they are found. */
function withoutMarkup({ text = '', blocks = [] }: SentMessage, calls: readonly string[]): SentMessage {
  const remove = (words: string): string => calls.reduce((rest, call) => rest.replace(call, 'called'), words);
  const [title, line, ...others] = blocks;
  if (title === undefined || line?.text === undefined) return { text: remove(text), blocks };
  const mentions = { ...line, text: { ...line.text, text: remove(line.text.text) } };
  return { text: remove(text), blocks: [title, mentions, ...others] };
}

function check({ text, blocks = [] }: SentMessage): string[] {
  const actionIds = blocks.flatMap(({ elements = [], accessory }) => [
    ...elements.flatMap(({ action_id }) => (action_id === undefined ? [] : [action_id])),
    ...(accessory === undefined ? [] : [readSelect(accessory).action_id]),
  ]);
  return [
    ...(text === undefined || text.trim() === '' ? ['no text beside the blocks'] : []),
    ...((text ?? '').length > MOST_FALLBACK ? ['text too long'] : []),
    ...(blocks.length === 0 || blocks.length > MOST_BLOCKS ? [`${blocks.length} blocks`] : []),
    ...(new Set(actionIds).size === actionIds.length ? [] : ['an action_id twice']),
    ...findPings(text ?? ''),
    ...blocks.flatMap(checkBlock),
  ];
}

function checkBlock(block: SentBlock): string[] {
  const { type, text, elements, accessory } = block;
  switch (type) {
    case 'divider':
      return [];
    case 'header':
      return checkText(type, text, 'plain_text');
    case 'section':
      return [
        ...checkText(type, text, 'mrkdwn'),
        ...(accessory === undefined ? [] : checkSelect(readSelect(accessory))),
      ];
    case 'actions':
    case 'context': {
      const most = MOST_ELEMENTS[type] ?? 0;
      const count = elements?.length ?? 0;
      return [
        ...(count === 0 || count > most ? [`${count} elements in ${type}`] : []),
        ...(elements ?? []).flatMap((element) =>
          type === 'actions' ? checkButton(element) : checkText(type, asText(element), 'mrkdwn'),
        ),
      ];
    }
    default:
      return [`a block of type ${type}`];
  }
}

function checkButton({ type, text, action_id = '', value = '' }: SentElement): string[] {
  const label = typeof text === 'object' ? text : undefined;
  return [
    ...(type === 'button' ? [] : [`an element of type ${type}`]),
    ...checkText('button', label, 'plain_text'),
    ...(action_id.length > 0 && action_id.length <= MOST_ACTION_ID ? [] : ['action_id']),
    ...(value.length <= MOST_VALUE ? [] : ['value']),
  ];
}

const choiceSchema = z.object({ text: z.object({ type: z.string(), text: z.string() }), value: z.string() });
const selectSchema = z.looseObject({
  type: z.enum(['static_select', 'multi_static_select', 'multi_users_select']),
  action_id: z.string(),
  placeholder: z.object({ type: z.string(), text: z.string() }).optional(),
  options: z.array(choiceSchema).optional(),
  initial_option: choiceSchema.optional(),
  initial_options: z.array(choiceSchema).optional(),
  initial_users: z.array(z.string()).optional(),
});

/** A select beside a text. */
export type SentSelect = z.infer<typeof selectSchema>;

export function readSelect(accessory: unknown): SentSelect {
  return selectSchema.parse(accessory);
}

function checkSelect(select: SentSelect): string[] {
  const {
    type,
    action_id = '',
    placeholder,
    options,
    initial_option,
    initial_options,
    initial_users,
  } = select;
  const values = new Set(options?.map(({ value }) => value));
  const initial = [...(initial_option ? [initial_option] : []), ...(initial_options ?? [])];
  return [
    ...(action_id.length > 0 && action_id.length <= MOST_ACTION_ID ? [] : ['action_id']),
    ...(placeholder ? checkText('placeholder', placeholder, 'plain_text') : []),
    ...((type === 'multi_users_select') === (options === undefined) ? [] : ['choices']),
    ...(options && (values.size !== options.length || values.size === 0 || values.size > 100)
      ? ['choices']
      : []),
    ...(options ?? []).flatMap(({ text, value }) => [
      ...checkText('choice', text, 'plain_text'),
      ...(value.length > 0 && value.length <= 75 ? [] : ['the value of a choice']),
    ]),
    ...(initial.every(({ value }) => values.has(value)) ? [] : ['a choice that is none']),
    ...(initial_options?.length === 0 || initial_users?.length === 0 ? ['an empty choice'] : []),
  ];
}

function asText({ type, text }: SentElement): SentText | undefined {
  return typeof text === 'string' ? { type, text } : undefined;
}

function checkText(where: string, text: SentText | undefined, type: string): string[] {
  if (text === undefined) return [`no text in ${where}`];
  const most = TEXTS[where] ?? 0;
  return [
    ...(text.type === type ? [] : [`${text.type} in ${where}`]),
    ...(text.text.trim() === '' ? [`empty text in ${where}`] : []),
    ...(text.text.length > most ? [`${text.text.length} characters in ${where}`] : []),
    ...(text.text.isWellFormed() ? [] : [`half a character in ${where}`]),
    ...(type === 'mrkdwn' ? findPings(text.text) : []),
  ];
}

/** Markup other than a time, a channel, a link to a person's profile or to a message, or the one to Threads' consent page. */
function findPings(words: string): string[] {
  const ours =
    /<!date\^\d+\^\{date_short\} \{time\} \(\{ago\}\)\|[^<>|^]*>|<https:\/\/[\w-]+\.slack\.com\/(?:team\/[UW][A-Z0-9]+|archives\/[A-Z0-9]+\/p\d+)\|[^<>|]+>|<#[CG][A-Z0-9]+>|<https:\/\/threads\.net\/oauth\/authorize\?[\w=&;-]+\|[^<>|]*>|<https:\/\/www\.threads\.(?:com|net)\/@[\w.]+\/post\/\w+\|[^<>|]*>/g;
  const rest = words.replaceAll(ours, '');
  return /[<>]/.test(rest) ? [`markup: ${/.{0,20}[<>].{0,20}/.exec(rest)?.[0]}`] : [];
}
