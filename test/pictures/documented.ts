import { DAY, HOUR, MINUTE } from '../../src/duration.ts';
import type { Card } from '../../src/messages/card.ts';
import type { ContentOf } from '../../src/messages/content.ts';
import { watchList } from '../../src/messages/replies/watchList.ts';
import { composeCard } from '../../src/notifications/composeCard.ts';
import type { ContainerEvent } from '../../src/watches/containerEvent.ts';
import { type ContainerState, createWatch, type Watch } from '../../src/watches/watch.ts';
import { CARDS, NOW } from '../messages/cards.ts';

/** Ids, as a platform has them. */
export interface Ids {
  readonly platform: 'discord' | 'slack';
  readonly ann: string;
  readonly bob: string;
  /** A role, or a group of people. */
  readonly team: string;
}

/** A message that the documents show. */
export interface Documented {
  /** The name of its pictures. */
  readonly name: string;
  /** Whether only the person who asked sees it. */
  readonly isPrivate?: true;
  /** Whether there are pictures of a phone too. */
  readonly onPhone?: true;
  readonly card: (ids: Ids) => Card;
}

const account = 'brand';
const NOTES = ['teaser', 'recipe of the day', 'behind the scenes', 'giveaway', 'interview'];

const idOf = (index: number): string => String(17_900_000_000_000_001n + BigInt(index));
const status = (name: 'IN_PROGRESS' | 'FINISHED' | 'PUBLISHED'): ContainerState => ({
  kind: 'status',
  status: name,
  at: NOW,
});

function alert({ ann }: Ids, event: ContainerEvent, index = 0, note = 'launch video') {
  const content: ContentOf<'container'> = {
    kind: 'container',
    account,
    container: idOf(index),
    createdAt: NOW - 2 * MINUTE,
    by: ann,
    note,
    event,
  };
  return { id: `alert-${index}`, content };
}

const DOWNLOAD: ContainerEvent = { kind: 'failed', errorMessage: 'FAILED_DOWNLOADING_VIDEO' };
const FRAME_RATE: ContainerEvent = { kind: 'failed', errorMessage: 'INVALID_FRAME_RATE' };

function live({ ann }: Ids, states: readonly ContainerState[], isOver: boolean): Card {
  const items = states.map((state, index) => ({
    container: idOf(index),
    createdAt: NOW,
    watched: !isOver,
    state,
  }));
  return composeCard([
    { id: 'live-1', content: { kind: 'live', account, by: ann, note: "Friday's posts", items } },
  ]);
}

function watched(ids: Ids, index: number, note: string, state: ContainerState, age: number): Watch {
  const channel = { platform: ids.platform, workspace: 'acme', id: 'launch' };
  return {
    ...createWatch(account, idOf(index), NOW - age, NOW - age),
    state,
    nextCheckAt: NOW + (index + 1) * MINUTE,
    subscribers: [{ channel, by: ids.ann, note, liveId: 'live-1', since: NOW - age }],
  };
}

function cardNamed(name: string): Card {
  const [, card] = CARDS.find(([each]) => each === name) ?? [];
  if (card === undefined) throw new Error(`No card is named ${name}.`);
  return card;
}

/** The messages that README and the documents show, in the order of a reader's first days. */
export const DOCUMENTED: readonly Documented[] = [
  {
    name: 'watching',
    card: (ids) => live(ids, [status('IN_PROGRESS'), status('FINISHED'), status('IN_PROGRESS')], false),
  },
  {
    name: 'watched',
    card: (ids) => live(ids, [status('PUBLISHED'), status('PUBLISHED'), status('PUBLISHED')], true),
  },
  { name: 'failed', onPhone: true, card: (ids) => composeCard([alert(ids, DOWNLOAD)]) },
  {
    name: 'failed-mention',
    onPhone: true,
    card: (ids) => {
      const kind = ids.platform === 'discord' ? 'role' : 'group';
      return composeCard([alert(ids, DOWNLOAD)], '', { mentions: [{ kind, id: ids.team }] });
    },
  },
  {
    name: 'failed-acknowledged',
    card: (ids) => {
      const { id, content } = alert(ids, DOWNLOAD);
      return composeCard([{ id, content: { ...content, acknowledged: { by: ids.bob, at: NOW } } }]);
    },
  },
  {
    name: 'failed-fifteen',
    onPhone: true,
    card: (ids) =>
      composeCard(
        Array.from({ length: 15 }, (_, index) =>
          alert(ids, index < 9 ? DOWNLOAD : FRAME_RATE, index, `${NOTES[index % NOTES.length]} ${index + 1}`),
        ),
        'group-1',
      ),
  },
  { name: 'expiring', card: (ids) => composeCard([alert(ids, { kind: 'expiring' })]) },
  { name: 'expired', card: (ids) => composeCard([alert(ids, { kind: 'expired' })]) },
  { name: 'unpublished', card: (ids) => composeCard([alert(ids, { kind: 'unpublished' })]) },
  { name: 'quota-reached', onPhone: true, card: () => cardNamed('quota reached') },
  { name: 'quota', isPrivate: true, card: () => cardNamed('quota report') },
  {
    name: 'outage',
    card: () =>
      composeCard([
        {
          id: 'outage-1',
          content: {
            kind: 'account-outage',
            account,
            error: { kind: 'token', code: 190 },
            since: NOW - 10 * MINUTE,
            nextProbeAt: NOW + HOUR,
            remedy: { renewal: 'connect' },
          },
        },
      ]),
  },
  {
    name: 'token-ending',
    card: () =>
      composeCard([
        {
          id: 'token-1',
          content: {
            kind: 'token-ending',
            account,
            end: 'grant',
            endsAt: NOW + 3 * DAY,
            remedy: { renewal: 'connect' },
          },
        },
      ]),
  },
  {
    name: 'watches',
    isPrivate: true,
    card: (ids) =>
      watchList({
        watches: [
          watched(ids, 0, 'launch video', status('IN_PROGRESS'), 2 * MINUTE),
          watched(ids, 1, 'teaser', status('FINISHED'), 10 * MINUTE),
          watched(ids, 2, 'interview', status('FINISHED'), DAY - 2 * HOUR),
        ],
        account: undefined,
        channel: { platform: ids.platform, workspace: 'acme', id: 'launch' },
        accountsDown: new Set(),
        snoozes: [],
      }),
  },
  { name: 'hook-day', card: () => cardNamed("a day's posts by hook") },
  { name: 'publish-error', onPhone: true, card: () => cardNamed('alert: publish-error 24, FINISHED') },
  { name: 'publish', isPrivate: true, card: () => cardNamed('publish?') },
  { name: 'published', card: () => cardNamed('published') },
  { name: 'doctor', isPrivate: true, card: () => cardNamed('doctor') },
];
