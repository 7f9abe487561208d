import { clearScreenDown, createInterface, cursorTo, type Interface, moveCursor } from 'node:readline';
import { typedCommands } from '../../commands/table.ts';
import { defaults } from '../app/variables.ts';
import { completeLine } from './completeLine.ts';
import type { Demo } from './demo.ts';
import type { Guide } from './guide.ts';

const PROMPT = '› ';
const SPEED = 60;
/** Real time between steps of the clock; ms. */
const TICK = 250;

/** The terminal as a chat: a prompt at the bottom, and messages that appear above it. */
export class InteractiveTerminal {
  readonly #lines: Interface;

  constructor(containers: readonly string[]) {
    this.#lines = createInterface({
      input: process.stdin,
      output: process.stdout,
      prompt: PROMPT,
      completer: (line: string) => completeLine(line, defaults.commandName, typedCommands, containers),
    });
  }

  /** Writes above the prompt and keeps the text that is being typed. */
  write(text: string): void {
    // What is being typed may fill several lines of a narrow terminal.
    const { rows } = this.#lines.getCursorPos();
    moveCursor(process.stdout, 0, -rows);
    cursorTo(process.stdout, 0);
    clearScreenDown(process.stdout);
    // The prompt is drawn again so many lines further up.
    process.stdout.write(`${text}\n${'\n'.repeat(rows)}`);
    this.#lines.prompt(true);
  }

  /** Runs until Ctrl-C, Ctrl-D, or a signal. */
  async run(demo: Demo, guide: Guide | undefined): Promise<void> {
    if (guide) this.write(guide.opening());
    else this.#lines.prompt();
    const closed = new Promise<void>((resolve) => {
      this.#lines.on('close', resolve).on('SIGINT', () => this.#lines.close());
      process.once('SIGTERM', () => this.#lines.close());
    });
    this.#lines.on('line', (line) => void this.#type(line, demo, guide));
    const timer = setInterval(() => void demo.pass(TICK * SPEED), TICK);
    await closed;
    clearInterval(timer);
    process.stdout.write('\n');
  }

  async #type(line: string, demo: Demo, guide: Guide | undefined): Promise<void> {
    const isDone = await demo.type(line);
    const next = isDone ? guide?.after(line, demo.lastCommand()) : undefined;
    if (next === undefined) this.#lines.prompt();
    else this.write(next);
  }
}
