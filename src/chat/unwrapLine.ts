import type { Command } from '../../commands/command.ts';

/** What a line begins with, and what then stands at its end. No command begins with a mark. */
const FENCE = /^```[a-z]{0,20}\s/i;
const MARK = /^[`*_~"'“”„«»‘’>()[\]|•·$#\s]/u;
const CLOSING: Readonly<Record<string, string>> = {
  '“': '”"',
  '„': '“”',
  '«': '»',
  '‘': '’',
  '(': ')',
  '[': ']',
};
/** More marks around a line are no quotation of it. */
const MOST_MARKS = 12;

/** The first word, with the slash before it, and what follows. */
const FIRST = /^(\/?)(\S+)\s*/;

/** So often the name of the bot is taken off. */
const MOST_NAMES = 3;

/**
 * A command's line without what it was copied with: marks of code around the whole line, and the slash or the bot's own
 * name, typed again. The rest stays as it was typed.
 *
 * @param commandName the name after the slash
 */
export function unwrapLine(typed: string, commandName: string, commands: readonly Command[]): string {
  let line = dropMarks(typed.trim());
  for (let round = 0; round < MOST_NAMES; round += 1) {
    const [whole = '', slash, word = ''] = FIRST.exec(line) ?? [];
    if (!isOwnName(word, line.slice(whole.length), commandName, commands))
      return slash === '/' ? line.slice(1) : line;
    line = line.slice(whole.length);
  }
  return line.replace(/^\//, '');
}

/** A bot that is named as one of its commands: its name is that command, unless it stands there twice. */
function isOwnName(word: string, rest: string, commandName: string, commands: readonly Command[]): boolean {
  const own = commandName.toLowerCase();
  if (word.toLowerCase() !== own) return false;
  const [, , next = ''] = FIRST.exec(rest) ?? [];
  return !commands.some(({ name }) => name === own) || next.toLowerCase() === own;
}

function dropMarks(typed: string): string {
  let line = typed;
  if (FENCE.test(line)) line = line.replace(FENCE, '').replace(/```$/, '').trim();
  for (let count = 0; count < MOST_MARKS && MARK.test(line); count += 1) {
    const [mark = ''] = line;
    const closing = CLOSING[mark] ?? mark;
    const end = line.at(-1) ?? '';
    line = (closing.includes(end) && line.length > 1 ? line.slice(1, -1) : line.slice(1)).trim();
  }
  return line;
}
