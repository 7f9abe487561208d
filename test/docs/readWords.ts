/** A pattern that starts a regular expression: a slash after something that can't end a value. */
const REGEX = String.raw`(?<=(?:[(,=:[!&|?{};]|=>|\breturn|^)\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/`;
const COMMENT = String.raw`\/\/[^\n]*|\/\*[\s\S]*?\*\/`;
const STRING = String.raw`'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"`;
const WORD = String.raw`[\p{L}_$][\p{L}\p{N}_$]*`;
const TOKEN = new RegExp(`${COMMENT}|${STRING}|${REGEX}|${WORD}|[\\s\\S]`, 'muy');
const TEMPLATE_TEXT = /(?:\\[\s\S]|(?!\$\{)[^`\\])*(?:`|\$\{)/y;
const IS_WORD = new RegExp(`^${WORD}$`, 'u');

/**
 * The words of a TypeScript file in their order, keywords too. Comments, strings, regular expressions and the text of
 * templates are left out.
 */
export function readWords(source: string): string[] {
  const words: string[] = [];
  /** The braces that are open; `$` for one that ends in the text of a template. */
  const braces: string[] = [];
  let at = 0;
  const next = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const [token = ''] = pattern.exec(source) ?? [];
    at += token.length;
    return token;
  };
  const skipText = (): void => {
    if (next(TEMPLATE_TEXT).endsWith('{')) braces.push('$');
  };
  while (at < source.length) {
    const token = next(TOKEN);
    if (token === '`') skipText();
    else if (token === '{') braces.push(token);
    else if (token === '}') {
      if (braces.pop() === '$') skipText();
    } else if (IS_WORD.test(token)) words.push(token);
  }
  return words;
}
