import { styleText } from 'node:util';
import { wrapLine } from '../chat/terminal/wrapLine.ts';

/** A tour for newcomers: after each step it says what to type next. */
export interface Guide {
  opening(): string;
  /**
   * @param command the command that the line ran, also by a button
   * @returns the next instruction, if this line (already run) was the expected step
   */
  after(line: string, command: string | undefined): string | undefined;
}

interface Step {
  readonly isDone: (line: string, command: string | undefined) => boolean;
  /** Lines to type begin with blanks. */
  readonly next: readonly string[];
}

const containsAll =
  (...words: string[]) =>
  (line: string): boolean =>
    words.every((word) => line.includes(word));

const OPENING = [
  'Threadwatch tells a team, in their chat, what becomes of their posts on Threads. This terminal is the chat, and Threads is a sandbox: no account, no token, nothing leaves this machine. A minute passes with every second.',
  'First, have it watch a video that is being processed. Type (Tab completes):',
  '  /threads watch 17900000000000001',
];

const STEPS: readonly Step[] = [
  {
    isDone: containsAll('watch', '1790'),
    next: [
      'That message above is live: it changes as the video does. In about two seconds this one will fail, and the channel is told in a new message, with the reason and the remedy. Meanwhile, see how much of the quotas is used:',
      '  /threads quota',
    ],
  },
  {
    isDone: containsAll('quota'),
    next: [
      'Messages have buttons, as in Discord and Slack. Type the number of one to press it: under the failure, [Check again] asks Threads anew.',
      'Posts are at three quarters. Have the channel told before they run out:',
      '  /threads alerts on',
    ],
  },
  {
    isDone: containsAll('alerts', 'on'),
    next: [
      'A program that publishes needs nobody to type ids: it reports to a hook, which /threads hook on makes. Play such a program:',
      '  POST /hook {"container":"17900000000000005","note":"from a program"}',
    ],
  },
  {
    isDone: containsAll('POST', '/hook'),
    next: [
      'It is ready soon, and this program forgets to publish it. When it is 15 minutes old, in 15 seconds, the channel is told. Then publish it from here: press [Publish] by its number, and [Publish] under the question that follows.',
    ],
  },
  {
    isDone: (_, command) => command === 'publish-now',
    next: [
      'Published, and the alert says so too.',
      'Now several containers at once; one will be published, one forgotten, one is slow:',
      `  /threads watch 17900000000000002 17900000000000003 17900000000000004 note:"Friday's posts"`,
    ],
  },
  {
    isDone: containsAll('watch', '1790'),
    next: ['Let a day pass at once, and see what the channel is told:', '  wait 25h'],
  },
  {
    isDone: containsAll('wait'),
    next: ['That was the tour. /threads help shows the rest; Ctrl-C leaves.'],
  },
];

/** Prose is read more easily where lines are not too long; columns. */
const LONGEST_LINE = 90;

/** Creates the tour of the scenario `demo`. @param readColumns the width of the terminal at this moment */
export function createGuide(readColumns: () => number | undefined): Guide {
  let step = 0;
  const write = (paragraphs: readonly string[]): string => {
    const columns = Math.min(readColumns() ?? LONGEST_LINE, LONGEST_LINE);
    const written = paragraphs.map((each) => writeParagraph(each, columns)).join('\n\n');
    return styleText('dim', `\n${written}\n`);
  };
  return {
    opening: () => write(OPENING),
    after(line, command) {
      const current = STEPS[step];
      if (current === undefined || !current.isDone(line, command)) return undefined;
      step += 1;
      return write(current.next);
    },
  };
}

/** A line to type stays whole, as it may be copied; the terminal breaks it where it must. */
function writeParagraph(paragraph: string, columns: number): string {
  if (paragraph.startsWith(' ')) return paragraph;
  return wrapLine(paragraph, columns).replaceAll(/\n +/g, '\n');
}
