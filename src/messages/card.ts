import type { Mention } from './channelChoices.ts';
import type { Text } from './text.ts';

/** How a card feels at one glance; platforms give each a colour. */
export type Tone = 'good' | 'bad' | 'warning' | 'waiting' | 'neutral';

export const BUTTON_LABELS = [
  'Watch',
  'Check again',
  'Stop watching',
  'Publish',
  'Publish when ready',
  'Snooze',
  'Resume alerts',
  'Acknowledge',
  'Show all',
  'Reconnect',
  'Try again',
] as const;

/** What stands under a card to be pressed: an invocation of a command, with what it is about. */
export interface Button {
  readonly label: (typeof BUTTON_LABELS)[number];
  readonly command: string;
  readonly args: Readonly<Record<string, string>>;
  /** It opens the command's form, filled in with the arguments, where a platform has forms. */
  readonly opensForm?: boolean;
  /** The line that does the same where nothing can be pressed, without the slash and the name before it. */
  readonly typed?: string;
  /** Where one more thing is to be chosen: each adds its arguments. */
  readonly choices?: readonly { readonly label: string; readonly args: Readonly<Record<string, string>> }[];
}

/** A value to choose. Its words say all: a platform may show nothing else of a select once something is chosen. */
export interface SelectChoice {
  readonly value: string;
  /** At most 75 characters. */
  readonly label: string;
}

/** A setting to choose. Choosing runs a command at once: what is chosen, split by commas, is one of its arguments. */
export interface Select {
  /** At most 75 characters. */
  readonly label: string;
  readonly command: string;
  /** The other arguments; and for `option` the value where nothing is chosen. Without one, something must be chosen. */
  readonly args: Readonly<Record<string, string>>;
  readonly option: string;
  /** What there is to choose from: these; or whom alerts can call, in Discord a role and in Slack a person. At most 25. */
  readonly from: readonly SelectChoice[] | 'callable';
  /** The values that are chosen. */
  readonly chosen: readonly string[];
  /** Who is chosen of those whom alerts can call. */
  readonly called?: Mention | undefined;
  /** How many can be chosen at once. */
  readonly most: number;
  /** The line that chooses where nothing can be pressed, without the slash and the name before it. */
  readonly typed: string;
}

/** Settings that are chosen under a card. The answer to a choice takes the card's place, where only one person sees it. */
export interface Settings {
  readonly selects: readonly Select[];
  /** What shows the card again, for a platform that can't show all selects at once. */
  readonly again: Pick<Button, 'command' | 'args'>;
}

/**
 * A message as a pure value: what happened, what to do, why, and then what it is about in small print. Platforms render
 * it, each in its own way.
 */
export interface Card {
  readonly tone: Tone;
  /** The headline: what happened to what. A locked phone shows it, and nothing else. */
  readonly title: Text;
  readonly body: readonly Text[];
  /** Below all else, in small print: ids, the account, who asked, the error's code. */
  readonly context?: readonly Text[];
  /** Who is called by name, and nobody else; on an edit, who was called when it was posted. */
  readonly mentions?: readonly Mention[];
  /** Whether the message makes no sound where the platform can do that. */
  readonly isSilent?: boolean;
  /** A list after the body, as long as it is; a platform that can't show it whole pages through it. */
  readonly items?: readonly Text[];
  readonly buttons: readonly Button[];
  readonly settings?: Settings;
}
