import type { Readable, Writable } from 'node:stream';
import * as clack from '@clack/prompts';
import wrapAnsi from 'wrap-ansi';
import { CANCELLED, type Choice, type Prompts, SetupCancelled, type Tone } from './prompts.ts';

/** What a person types into, and what they read. */
export interface Terminal {
  readonly input: Readable;
  readonly output: Writable & { readonly columns?: number };
}

const USUAL_COLUMNS = 80;

/** What clack puts before each line: a bar and two blanks. */
const MARGIN = 3;

/** What a terminal would carry out instead of showing it, and what turns the order of signs round. */
const UNSAFE = /[^\P{Cc}\n]|\p{Bidi_Control}/gu;

/** Names of servers, channels and people come from others, who may have put anything into them. */
function toSafe(words: string): string {
  return words.replaceAll(UNSAFE, ' ');
}

function toSafeLine(words: string): string {
  return toSafe(words).replaceAll('\n', ' ');
}

/** Node's line reader ends at Ctrl+D, and whoever waits for its answer would wait for ever. */
const CTRL_D = '\x04';

/** The prompts of a terminal. */
export function createClackPrompts(terminal: Terminal): Prompts {
  clack.updateSettings({ aliases: { [CTRL_D]: 'cancel' } });
  const { output } = terminal;
  const columns = output.columns ?? USUAL_COLUMNS;
  return {
    begin: (title) => clack.intro(title, terminal),
    tell: (tone, words) => TELL[tone](wrapAnsi(toSafe(words), columns - MARGIN), terminal),
    note: (title, lines) => clack.note(lines.map(toSafe).join('\n'), toSafeLine(title), terminal),
    // Without the bar that stands before everything else, which would be copied along.
    showLink: (url) => void output.write(`\n${url}\n\n`),
    choose: async (message, choices, initial) =>
      orCancel(
        await clack.select({
          ...terminal,
          message: toSafeLine(message),
          options: toOptions(choices),
          ...(initial !== undefined && { initialValue: initial }),
        }),
      ),
    chooseSome: async (message, choices, initial) =>
      orCancel(
        await clack.multiselect({
          ...terminal,
          message: toSafeLine(message),
          options: toOptions(choices),
          initialValues: [...initial],
          required: true,
        }),
      ),
    type: async (message, { placeholder, check }) =>
      orCancel(
        await clack.text({
          ...terminal,
          message: toSafeLine(message),
          ...(placeholder !== undefined && { placeholder }),
          validate: (text) => check(text ?? ''),
        }),
      ) ?? '',
    typeSecret: async (message, check) =>
      orCancel(
        await clack.password({
          ...terminal,
          message: toSafeLine(message),
          validate: (text) => check(text ?? ''),
        }),
      ),
    confirm: async (message) => orCancel(await clack.confirm({ ...terminal, message: toSafeLine(message) })),
    during: (words, work) => showDuring(terminal, words, work),
    end: (words) => clack.outro(toSafe(words), terminal),
  };
}

/** While it shows this, Ctrl+C ends the process at once, with these words. */
async function showDuring<T>({ output }: Terminal, words: string, work: Promise<T>): Promise<T> {
  const spinner = clack.spinner({ output, cancelMessage: CANCELLED, withGuide: false });
  spinner.start(toSafeLine(words));
  try {
    return await work;
  } finally {
    spinner.clear();
  }
}

const TELL: Readonly<Record<Tone, (words: string, terminal: Terminal) => void>> = {
  info: clack.log.info,
  success: clack.log.success,
  warning: clack.log.warn,
  fault: clack.log.error,
};

function toOptions<T extends string>(choices: readonly Choice<T>[]): clack.Option<T>[] {
  return choices.map(
    ({ label, hint, ...choice }) =>
      ({
        ...choice,
        label: toSafeLine(label),
        ...(hint !== undefined && { hint: toSafeLine(hint) }),
      }) as clack.Option<T>,
  );
}

/** @throws {SetupCancelled} where the person pressed Ctrl+C */
function orCancel<T>(answer: T | typeof clack.CANCEL_SYMBOL): T {
  if (clack.isCancel(answer)) throw new SetupCancelled();
  return answer;
}
