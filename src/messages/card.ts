import type { Text } from './text.ts';

/** How a card feels at one glance; platforms give each a colour. */
export type Tone = 'good' | 'bad' | 'warning' | 'waiting' | 'neutral';

/** What stands under a card to be pressed: an invocation of a command, with what it is about. */
export interface Button {
  readonly label: 'Watch' | 'Check again' | 'Stop watching' | 'Snooze' | 'Show all' | 'Reconnect';
  readonly command: string;
  readonly args: Readonly<Record<string, string>>;
  /** The line that does the same where nothing can be pressed, without the slash and the name before it. */
  readonly typed?: string;
  /** Where one more thing is to be chosen: each adds its arguments. */
  readonly choices?: readonly { readonly label: string; readonly args: Readonly<Record<string, string>> }[];
}

/** A message as a pure value: what happened, why, what to do. Platforms render it, each in its own way. */
export interface Card {
  readonly tone: Tone;
  /** The first line: what happened to what. */
  readonly title: Text;
  readonly body: readonly Text[];
  /** A list after the body, as long as it is; a platform that can't show it whole pages through it. */
  readonly items?: readonly Text[];
  readonly buttons: readonly Button[];
}
