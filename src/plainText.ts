/** What shows nothing by itself: marks of direction, soft hyphens, joiners, selectors, fillers, the frame of a keycap. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}|\p{Cf}|\u20e3/gu;
/** A blank that is no white space to JavaScript. */
const BLANK = /\u2800/g;
const NOT_ASCII = /\P{ASCII}/gu;
const OTHER_DIGIT = /(?![0-9])\p{Nd}/gu;
const DIGIT = /^\p{Nd}$/u;
const LETTER_OR_DIGIT = /^[\p{L}\p{N}]$/u;

/**
 * What a person typed or pasted, as their keyboard would have typed it in English: full-width signs and digits of any
 * script become ASCII, and what is invisible is dropped. For ids, names and numbers; not for a person's own words.
 */
export function toPlain(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(INVISIBLE, '')
    .replaceAll(NOT_ASCII, normalizeSign)
    .replaceAll(INVISIBLE, '')
    .replaceAll(BLANK, ' ')
    .replaceAll(OTHER_DIGIT, readDigit);
}

/**
 * A word without the quotes, brackets, marks and stops around it. Scans, so that a word of marks alone takes no longer.
 *
 * @param kept marks that belong to the word
 */
export function trimMarks(word: string, kept = ''): string {
  const signs = [...word];
  const isMark = (sign: string): boolean => !kept.includes(sign) && !isLetterOrDigit(sign);
  const start = signs.findIndex((sign) => !isMark(sign));
  const end = signs.findLastIndex((sign) => !isMark(sign));
  return start < 0 ? '' : signs.slice(start, end + 1).join('');
}

/** ASCII is compared by itself, which is many times as fast. */
function isLetterOrDigit(sign: string): boolean {
  if (sign > '\u007f') return LETTER_OR_DIGIT.test(sign);
  return (sign >= '0' && sign <= '9') || (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z');
}

/** One word of a person's choice, such as `on` or `ALL.`, in lower case. */
export function toPlainWord(text: string): string {
  return trimMarks(toPlain(text)).toLowerCase();
}

/** Full-width and styled signs as plain ones. One that stands for a whole phrase stays: a text must not grow by it. */
function normalizeSign(sign: string): string {
  const plain = sign.normalize('NFKC');
  return plain.length <= LONGEST_SIGN ? plain : sign;
}

/** The longest number in a circle, and an ellipsis. */
const LONGEST_SIGN = 3;

/** Digits stand in runs of ten, from 0 to 9. @see https://www.unicode.org/reports/tr44/#Numeric_Type */
function readDigit(sign: string): string {
  const point = sign.codePointAt(0) ?? 0;
  let before = 0;
  while (before < MOST_BEFORE && DIGIT.test(String.fromCodePoint(point - before - 1))) before += 1;
  return String(before % 10);
}

/** The longest runs of digits that stand side by side are five. */
const MOST_BEFORE = 49;
