import type { Mention } from './channelChoices.ts';

/**
 * A piece of a line. A plain string is shown as it is: the platform escapes it, so that nothing from outside
 * can ping or format. The other kinds are what each platform has its own way of showing.
 */
export type Inline =
  | string
  | { readonly kind: 'code'; readonly text: string }
  /** Lines of code that are to be copied as they stand. It is alone on its line of a message, and never cut. */
  | { readonly kind: 'block'; readonly text: string }
  | { readonly kind: 'strong'; readonly text: string }
  /** A moment in ms since the epoch, shown in the reader's own time, with how far off it is. */
  | {
      readonly kind: 'time';
      readonly at: number;
      /** How far off it is says enough, where the platform keeps that current: for the many times of a list. */
      readonly isBrief?: boolean;
    }
  /** Somebody, named without being notified. */
  | { readonly kind: 'person'; readonly id: string }
  /** Whoever alerts call, named without being notified. */
  | { readonly kind: 'mention'; readonly mention: Mention }
  /** What to type next, without the slash and the command's own name: `watch 1788…`. */
  | { readonly kind: 'command'; readonly line: string }
  /** An address of ours to be opened; its words are ours too. */
  | { readonly kind: 'link'; readonly url: string; readonly words: string }
  /** A share of a whole, 0 and up; above 1 it is drawn full. */
  | { readonly kind: 'bar'; readonly share: number };

/** One line of a message. */
export type Text = readonly Inline[];

type Piece = Inline | Text | number;

/** Builds a line: text\`Container ${code(id)} failed\`. */
export function text(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Text {
  const line: Inline[] = [];
  strings.forEach((string, index) => {
    if (string !== '') line.push(string);
    const piece = pieces[index];
    if (piece === undefined || piece === '') return;
    if (typeof piece === 'number') line.push(String(piece));
    else if (isText(piece)) line.push(...piece);
    else line.push(piece);
  });
  return line;
}

function isText(piece: Inline | Text): piece is Text {
  return Array.isArray(piece);
}

export const code = (words: string): Inline => ({ kind: 'code', text: words });
export const block = (lines: string): Inline => ({ kind: 'block', text: lines });
export const strong = (words: string): Inline => ({ kind: 'strong', text: words });
export const time = (at: number): Inline => ({ kind: 'time', at });
/** A time among many, in an answer that is read at once. */
export const briefTime = (at: number): Inline => ({ kind: 'time', at, isBrief: true });
export const person = (id: string): Inline => ({ kind: 'person', id });
export const namedMention = (mention: Mention): Inline => ({ kind: 'mention', mention });
export const command = (line: string): Inline => ({ kind: 'command', line });
export const bar = (share: number): Inline => ({ kind: 'bar', share });
export const link = (url: string, words: string): Inline => ({ kind: 'link', url, words });

/** Lines as one, with something between them. */
export function joinText(lines: readonly Text[], between: string): Text {
  return lines.flatMap((line, index) => (index === 0 ? line : [between, ...line]));
}
