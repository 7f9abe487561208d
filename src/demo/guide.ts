import { styleText } from 'node:util';

/** A newcomer's first minute: what to type next, said when the step before has been taken. */
export interface Guide {
  readonly opening: string;
  /** What to say after a line was typed, and done, where it was the step that was waited for. */
  after(line: string): string | undefined;
}

interface Step {
  readonly isTaken: (line: string) => boolean;
  readonly next: string;
}

const types =
  (...words: string[]) =>
  (line: string): boolean =>
    words.every((word) => line.includes(word));

const OPENING = `
Threadwatch tells a team, in their chat, what becomes of their posts on Threads.
This terminal is the chat, and Threads is a sandbox: no account, no token, nothing leaves
this machine. A minute passes with every second.

First, have it watch a video that is being processed. Type (Tab completes):

  /threads watch 17900000000000001
`;

const STEPS: readonly Step[] = [
  {
    isTaken: types('watch', '1790'),
    next: `
That message above is live: it changes as the video does. In about two seconds this one
will fail, and the channel is told in a new message, with the reason and the remedy.
Meanwhile, see how much of the quotas is used:

  /threads quota
`,
  },
  {
    isTaken: types('quota'),
    next: `
Posts are at three quarters. Have the channel told before they run out:

  /threads alerts on
`,
  },
  {
    isTaken: types('alerts', 'on'),
    next: `
Now several containers at once; one will be published, one forgotten, one is slow:

  /threads watch 17900000000000002 17900000000000003 17900000000000004 note:"Friday's posts"
`,
  },
  {
    isTaken: types('watch', '1790'),
    next: `
Let a day pass at once, and see what the channel is told:

  wait 25h
`,
  },
  {
    isTaken: types('wait'),
    next: `
That was the tour. /threads help shows the rest; Ctrl-C leaves.
`,
  },
];

/** The tour of the ready-made scenario. */
export function createGuide(): Guide {
  let step = 0;
  return {
    opening: styleText('dim', OPENING),
    after(line) {
      const synced = STEPS[step];
      if (synced === undefined || !synced.isTaken(line)) return undefined;
      step += 1;
      return styleText('dim', synced.next);
    },
  };
}
