import type { Card } from '../../src/messages/card.ts';
import { CARDS } from '../messages/cards.ts';
import { isPosted } from '../messages/composePosted.ts';
import { DOCUMENTED } from './documented.ts';
import { type Device, hashPayload, IDS, PLATFORMS, type Platform, renderPayload } from './drawMessage.ts';

/** A picture that can be drawn. */
export interface Picture {
  /** The name of its file, without the ending. */
  readonly name: string;
  readonly card: Card;
  readonly platform: Platform;
  readonly device: Device;
  readonly isPrivate: boolean;
}

/** The pictures that are kept in `docs/pictures`. */
export const DOCUMENTED_PICTURES: readonly Picture[] = DOCUMENTED.flatMap(
  ({ name, card, isPrivate = false, onPhone = false }) =>
    PLATFORMS.flatMap((platform) => picturesOf(name, card(IDS[platform]), platform, isPrivate, onPhone)),
);

/** Every message that the bot can send, on both platforms, at both widths. */
export const ALL_PICTURES: readonly Picture[] = [
  ...DOCUMENTED.flatMap(({ name, card, isPrivate = false }) =>
    PLATFORMS.flatMap((platform) => picturesOf(name, card(IDS[platform]), platform, isPrivate, true)),
  ),
  ...CARDS.map(([name, card]) => ({ name: toFileName(name), card }))
    .filter(({ name }) => !DOCUMENTED.some((each) => each.name === name))
    .flatMap(({ name, card }) =>
      PLATFORMS.flatMap((platform) => picturesOf(name, card, platform, !isPosted(card), true)),
    ),
];

function picturesOf(
  name: string,
  card: Card,
  platform: Platform,
  isPrivate: boolean,
  onPhone: boolean,
): Picture[] {
  const desktop = { name: `${name}-${platform}`, card, platform, device: 'desktop', isPrivate } as const;
  return onPhone ? [desktop, { ...desktop, name: `${desktop.name}-phone`, device: 'phone' }] : [desktop];
}

function toFileName(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

/** What each picture is drawn from: by its name, a hash that changes with the message. */
export function indexOf(pictures: readonly Picture[]): Record<string, string> {
  return Object.fromEntries(
    pictures.map(({ name, card, platform }) => [name, hashPayload(renderPayload(card, platform))]),
  );
}
