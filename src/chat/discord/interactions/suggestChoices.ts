import type { APIApplicationCommandOptionChoice } from 'discord.js';
import type { Option } from '../../../../commands/command.ts';
import type { WatchSuggestion } from '../../platform.ts';
import { toOneLine } from '../render/escapeMarkdown.ts';

type Choice = APIApplicationCommandOptionChoice<string>;

const MOST_CHOICES = 25;
const LONGEST = 100;

/** The names that contain what is typed. */
export function suggestNames(names: readonly string[], typed: string): Choice[] {
  const wanted = typed.trim().toLowerCase();
  return names
    .filter((name) => name.toLowerCase().includes(wanted) && name.length <= LONGEST)
    .slice(0, MOST_CHOICES)
    .map((name) => ({ name, value: name }));
}

/** A channel's watches, found by id, status or note. Where the option takes many, ids already typed are kept. */
export function suggestWatches(
  watches: readonly WatchSuggestion[],
  typed: string,
  { many = false, takesAll = false }: Option,
): Choice[] {
  const before = many ? (/^(?:\d+[\s,;]+)*/.exec(typed.trimStart())?.[0] ?? '') : '';
  const chosen = new Set(before.match(/\d+/g));
  const wanted = typed.trimStart().slice(before.length).trim().toLowerCase();
  const byId = new Map(watches.map((watch) => [watch.container, watch]));
  const fitting = [...byId.values()]
    .filter((watch) => !chosen.has(watch.container) && describe(watch).toLowerCase().includes(wanted))
    .map((watch) => ({ name: shorten(before + describe(watch)), value: before + watch.container }));
  const all = takesAll && before === '' && byId.size > 0 && 'all'.startsWith(wanted);
  return [...(all ? [{ name: `all ${byId.size} of this channel`, value: 'all' }] : []), ...fitting]
    .filter(({ value }) => value.length <= LONGEST)
    .slice(0, MOST_CHOICES);
}

function describe({ container, status, note }: WatchSuggestion): string {
  const state = status?.toLowerCase().replaceAll('_', ' ');
  const parts = [container, state ?? '', note ?? ''].filter((part) => part !== '');
  return parts.map(toOneLine).join(' · ');
}

/** Cuts at the end, where the note is; the ids come first. */
function shorten(name: string): string {
  return name.length <= LONGEST ? name : `${name.slice(0, LONGEST - 1).toWellFormed()}…`;
}
