import type { APIApplicationCommandOptionChoice } from 'discord.js';
import type { Command } from '../../../../commands/command.ts';
import type { WatchSuggestion } from '../../platform.ts';
import { flatten } from '../render/inert.ts';

type Choice = APIApplicationCommandOptionChoice<string>;

export const MOST_CHOICES = 25;
const LONGEST = 100;

/** The commands whose container is one that this channel watches already. */
const OF_WATCHED = new Set(['status', 'unwatch']);

/** Whether what stands for an option can be suggested while it is typed. */
export function canComplete(command: string, option: string): boolean {
  if (option === 'container') return OF_WATCHED.has(command);
  return option === 'account' || (command === 'help' && option === 'command');
}

export function suggestNames(names: readonly string[], typed: string): Choice[] {
  const wanted = typed.trim().toLowerCase();
  return names
    .filter((name) => name.toLowerCase().includes(wanted) && name.length <= LONGEST)
    .slice(0, MOST_CHOICES)
    .map((name) => ({ name, value: name }));
}

/** A channel's watches by id, status and note; after ids that stand there already, one more. */
export function suggestContainers(
  watches: readonly WatchSuggestion[],
  typed: string,
  command: Pick<Command, 'name' | 'options'>,
): Choice[] {
  const { container } = command.options;
  const takesMany = container?.many === true;
  const before = takesMany ? (/^(?:\d+[\s,;]+)*/.exec(typed.trimStart())?.[0] ?? '') : '';
  const chosen = new Set(before.match(/\d+/g));
  const wanted = typed.trimStart().slice(before.length).trim().toLowerCase();
  const byId = new Map(watches.map((watch) => [watch.container, watch]));
  const fitting = [...byId.values()]
    .filter((watch) => !chosen.has(watch.container) && describe(watch).toLowerCase().includes(wanted))
    .map((watch) => ({ name: shorten(before + describe(watch)), value: before + watch.container }));
  const all = takesMany && before === '' && byId.size > 0 && 'all'.startsWith(wanted);
  return [...(all ? [{ name: `all ${byId.size} of this channel`, value: 'all' }] : []), ...fitting]
    .filter(({ value }) => value.length <= LONGEST)
    .slice(0, MOST_CHOICES);
}

function describe({ container, status, note }: WatchSuggestion): string {
  const state = status?.toLowerCase().replaceAll('_', ' ');
  const parts = [container, state ?? '', note ?? ''].filter((part) => part !== '');
  return parts.map(flatten).join(' · ');
}

/** Cut at the end, where the note is; the ids stand first. */
function shorten(name: string): string {
  return name.length <= LONGEST ? name : `${name.slice(0, LONGEST - 1).toWellFormed()}…`;
}
