import type { ChannelChoices, Mention } from '../messages/channelChoices.ts';
import type { ContentOf } from '../messages/content.ts';
import { kindOf } from './kinds/table.ts';
import type { Notification } from './notification.ts';

/** A message calls no more than this; each platform has a limit. */
const MOST = 20;

type Called = Pick<Notification, 'content' | 'at' | 'mentions'>;

/**
 * Whom a notification calls when it is posted: whom the channel chose, and those who asked for it with their watch. Good
 * news calls nobody, a silent kind neither, and nothing calls twice. Pure.
 */
export function decideMentions({ content, at, mentions }: Called, choices: ChannelChoices): Mention[] {
  const weight = kindOf(content).weigh(content, at);
  if (weight === undefined || !weight.isBad || mentions !== undefined) return [];
  if (choices.silent?.includes(weight.kind)) return [];
  const people = peopleOf(content).map((id): Mention => ({ kind: 'person', id }));
  return [...(choices.mention === undefined ? [] : [choices.mention]), ...people];
}

/** Each mention once. */
export function mergeMentions(all: readonly (readonly Mention[])[]): Mention[] {
  return [...new Map(all.flat().map((mention) => [mentionKey(mention), mention])).values()].slice(0, MOST);
}

/** The same for mentions of the same people. */
export function mentionKey({ kind, id }: Mention): string {
  return `${kind} ${id}`;
}

/** Whether a channel has chosen that a notification makes no sound. Pure. */
export function isSilent({ content, at }: Called, { silent }: ChannelChoices): boolean {
  const kind = kindOf(content).weigh(content, at)?.kind;
  return kind !== undefined && silent?.includes(kind) === true;
}

function peopleOf(content: Notification['content']): readonly string[] {
  if (content.kind === 'container') return content.mentions ?? [];
  return content.kind === 'reminder' ? content.about.flatMap(peopleOfAbout) : [];
}

function peopleOfAbout(content: ContentOf<'reminder'>['about'][number]): readonly string[] {
  const isOpen = content.kind === 'container' && content.acknowledged === undefined;
  return isOpen ? (content.mentions ?? []) : [];
}
