import { type Place, placeKey } from '../place.ts';
import { expiresAt } from '../watches/schedule.ts';
import type { Watch } from '../watches/watch.ts';
import type { Card } from './card.ts';
import { describeState } from './containerWords.ts';
import { code, command, person, type Text, text, time } from './text.ts';

export interface WatchListFacts {
  readonly watches: readonly Watch[];
  /** Where the list is of one account alone. */
  readonly account: string | undefined;
  readonly place: Place;
  /** The accounts of which nothing can be seen at present. */
  readonly blind: ReadonlySet<string>;
}

/** The answer to `watches`: this channel's list, the next look first. */
export function watchList({ watches, account, place, blind }: WatchListFacts): Card {
  const of = account === undefined ? '' : ` of ${account}`;
  if (watches.length === 0)
    return {
      tone: 'neutral',
      title: text`👀 This channel watches nothing${of}`,
      body: [text`To begin, type ${command('watch 17900000000000001')} with a container's id.`],
      buttons: [],
    };
  return {
    tone: 'waiting',
    title: text`👀 This channel watches ${watches.length === 1 ? 'one container' : `${watches.length} containers`}${of}`,
    body: [],
    items: watches.map((watch) => describe(watch, place, blind.has(watch.account))),
    buttons: [],
  };
}

function describe(watch: Watch, place: Place, isBlind: boolean): Text {
  const { account, container, createdAt, state, nextLookAt, watchers } = watch;
  const { sign, words } = describeState(state, undefined);
  const watcher = watchers.find((each) => placeKey(each.place) === placeKey(place));
  const note = watcher?.note === undefined ? '' : ` “${watcher.note}”`;
  const next = isBlind ? text`no look possible at present` : text`next look ${time(nextLookAt)}`;
  return text`${sign} ${code(container)} of ${account}${note}: ${words}; ${next}; expires ${time(expiresAt(createdAt))}${watcher ? text`; for ${person(watcher.by)}` : ''}`;
}
