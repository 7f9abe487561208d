import type { Option } from '../../../commands/command.ts';
import { findNear } from '../../../commands/findNear.ts';
import { endOfJson } from '../../endOfJson.ts';
import { findClosing, LastClosings } from './quotes.ts';

/** A word of a line, with the name before its colon, where it has one outside of quotes. */
export interface Word {
  readonly name: string | undefined;
  readonly value: string;
}

/** What the options of a command take where their values stand without quotes: see `takes` of an option. */
export type Takes = ReadonlyMap<string, Option['takes']>;

/** A name is letters; the `https:` of a link is no name. Signs that nobody sees may stand beside it. */
const NAME =
  /^\p{Default_Ignorable_Code_Point}*([a-zａ-ｚＡ-Ｚ]{1,32})\p{Default_Ignorable_Code_Point}*[:=：＝](?!\/\/)/iu;
const BARE = /^\S*/;
const ID = /^\d{10,20}$/;
/** What can stand around an id in JSON. */
const QUOTES = '"“”„«»＂';
/** Digits enough for an id, or the key before one. */
const HOLDS_ID = /\d{10}|^["“”]\w{1,32}["“”]:$/;
const NO_QUOTE = { kind: 'none' } as const;
/** The first or last line of a fence of code. */
const FENCE = /^```(?:[a-z]{0,20}(?=\s|$))?/i;

/**
 * Splits what follows the command into words. Quotes of any language keep words together; a quote inside a word is part of
 * the word. JSON is one word. Every sign is read a fixed number of times, whatever the line is like.
 *
 * @param takes what the command's options take; without it, each takes one word
 * @returns `undefined` where a quote is never closed
 */
export function splitWords(line: string, takes: Takes = new Map()): Word[] | undefined {
  const words: Word[] = [];
  const splitter = new Splitter(line, takes);
  for (let word = splitter.next(); word !== 'end'; word = splitter.next()) {
    if (word === 'unclosed') return undefined;
    words.push(word);
  }
  return words;
}

class Splitter {
  readonly #line: string;
  readonly #takes: Takes;
  readonly #lastClosings: LastClosings;
  #at = 0;
  /** Whether a word before may have been an id. */
  #hasId = false;
  /** Once a bracket is never closed, no later one is looked for. */
  #mayHoldJson = true;

  constructor(line: string, takes: Takes) {
    this.#line = line;
    this.#takes = takes;
    this.#lastClosings = new LastClosings(line);
  }

  next(): Word | 'unclosed' | 'end' {
    this.#skipSpace();
    while (this.#skip(FENCE)) this.#skipSpace();
    if (this.#at >= this.#line.length) return 'end';
    const name = this.#nameHere();
    if (name !== undefined) {
      this.#at += name.length;
      this.#skipSpace();
    }
    const value = this.#readValue(name?.word);
    this.#hasId ||= name === undefined || name.word === 'container';
    return value === undefined ? 'unclosed' : { name: name?.word, value };
  }

  #readValue(name: string | undefined): string | undefined {
    const isId =
      name === undefined && QUOTES.includes(this.#line[this.#at] ?? ' ') && isPastedId(this.#bareHere());
    const closing = isId ? NO_QUOTE : findClosing(this.#line, this.#at, this.#lastClosings);
    if (closing.kind === 'unclosed') return undefined;
    if (closing.kind === 'closed') {
      const value = this.#line.slice(this.#at + 1, closing.at);
      this.#at = closing.at + 1;
      return value;
    }
    const taken = name === undefined ? undefined : this.#takes.get(name);
    return taken === undefined ? this.#readJson() + this.#readBare() : this.#readPhrase(taken);
  }

  /** The words up to the next argument, or up to an id: always, or where none was given before. */
  #readPhrase(taken: 'words' | 'text'): string {
    const start = this.#at;
    let end = start;
    while (this.#at < this.#line.length) {
      const name = this.#nameHere();
      if (name !== undefined && this.#isArgument(name.word, taken, this.#at > start)) break;
      const mayEnd = this.#at > start && (taken === 'words' || !this.#hasId);
      if (mayEnd && ID.test(this.#bareHere())) break;
      this.#readBare();
      end = this.#at;
      this.#skipSpace();
    }
    this.#at = end;
    return this.#line.slice(start, end);
  }

  /** Whether a name ends the words of another. One that is misspelt does too, but not in a person's own text. */
  #isArgument(name: string, taken: 'words' | 'text', isLater: boolean): boolean {
    if (this.#takes.has(name)) return true;
    return taken === 'words' && isLater && findNear(name, [...this.#takes.keys()]).length > 0;
  }

  /** JSON with all its blanks; nothing where there is none. */
  #readJson(): string {
    const sign = this.#line[this.#at];
    if (!this.#mayHoldJson || (sign !== '{' && sign !== '[')) return '';
    const start = this.#at;
    const end = endOfJson(this.#line, start);
    this.#mayHoldJson = end !== undefined;
    if (end === undefined) return '';
    this.#at = end;
    return this.#line.slice(start, end);
  }

  #readBare(): string {
    const word = this.#bareHere();
    this.#at += word.length;
    return word;
  }

  #bareHere(): string {
    return BARE.exec(this.#rest)?.[0] ?? '';
  }

  #nameHere(): { word: string; length: number } | undefined {
    const [whole, word] = NAME.exec(this.#rest) ?? [];
    if (whole === undefined || word === undefined) return undefined;
    return { word: word.normalize('NFKC').toLowerCase(), length: whole.length };
  }

  #skip(pattern: RegExp): boolean {
    const length = pattern.exec(this.#rest)?.[0].length ?? 0;
    this.#at += length;
    return length > 0;
  }

  #skipSpace(): void {
    this.#at = this.#line.length - this.#rest.trimStart().length;
  }

  /** A slice shares the line's memory: it costs the same for any length. */
  get #rest(): string {
    return this.#line.slice(this.#at);
  }
}

/** Whether a word is an id in quotes of its own, as in `"id":"1790…",`: they are no quotes of a person's. */
function isPastedId(word: string): boolean {
  return HOLDS_ID.test(word) && (word.match(/["“”„«»＂]/g)?.length ?? 0) % 2 === 0;
}
