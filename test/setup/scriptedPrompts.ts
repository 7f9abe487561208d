import { type CheckText, type Choice, type Prompts, SetupCancelled } from '../../src/setup/prompts.ts';

/** Pressed in place of an answer. */
export const CTRL_C = Symbol('Ctrl+C');

/** What is typed or chosen: a choice is picked by the beginning of its label. Before it, something else may happen. */
export type Answer = string | readonly string[] | boolean | typeof CTRL_C | (() => string);

/** A question, by words of it, and its answer. Questions have to come in this order. */
export type Script = readonly (readonly [question: RegExp, answer: Answer])[];

/** A person who answers by a script, and all that they are shown. What is typed into a secret is not shown. */
export class ScriptedPrompts implements Prompts {
  /** What was shown, line by line. */
  readonly shown: string[] = [];
  readonly #script: Script;
  #asked = 0;

  constructor(script: Script) {
    this.#script = script;
  }

  get text(): string {
    return this.shown.join('\n');
  }

  /** How many questions of the script were asked. */
  get asked(): number {
    return this.#asked;
  }

  begin(title: string): void {
    this.shown.push(title);
  }

  tell(tone: string, words: string): void {
    this.shown.push(`[${tone}] ${words}`);
  }

  note(title: string, lines: readonly string[]): void {
    this.shown.push(title, ...lines);
  }

  showLink(url: string): void {
    this.shown.push(url);
  }

  async choose<T extends string>(message: string, choices: readonly Choice<T>[]): Promise<T> {
    const answer = this.#answer(message, choices);
    const choice = choices.find(({ label }) => label.startsWith(String(answer)));
    if (choice === undefined) throw new Error(`${message}: there is no choice ${String(answer)}`);
    return choice.value;
  }

  async chooseSome<T extends string>(
    message: string,
    choices: readonly Choice<T>[],
    initial: readonly T[],
  ): Promise<readonly T[]> {
    const answer = this.#answer(message, choices);
    if (answer === 'as it is') return initial;
    const labels = Array.isArray(answer) ? answer : [answer];
    return choices.filter(({ label }) => labels.includes(label)).map(({ value }) => value);
  }

  async type(message: string, { check }: { check: CheckText }): Promise<string> {
    return this.#typed(message, check);
  }

  async typeSecret(message: string, check: CheckText): Promise<string> {
    return this.#typed(message, check);
  }

  async confirm(message: string): Promise<boolean> {
    return this.#answer(message) === true;
  }

  during<T>(_words: string, work: Promise<T>): Promise<T> {
    return work;
  }

  end(words: string): void {
    this.shown.push(words);
  }

  /** As in a terminal, what can't be used is not taken. */
  #typed(message: string, check: CheckText): string {
    for (;;) {
      const typed = String(this.#answer(message));
      const problem = check(typed);
      if (problem === undefined) return typed;
      this.shown.push(`[refused] ${problem}`);
    }
  }

  #answer(
    message: string,
    choices: readonly Choice<string>[] = [],
  ): Exclude<Answer, symbol | (() => string)> {
    const [question, answer] = this.#script[this.#asked] ?? [];
    const labels = choices.map(({ label, hint }) => `  ${label}${hint === undefined ? '' : ` (${hint})`}`);
    this.shown.push(`? ${message}`, ...labels);
    if (question === undefined || answer === undefined || !question.test(message))
      throw new Error(`not expected here: ${message}; expected ${question}\n${this.text}`);
    this.#asked += 1;
    if (answer === CTRL_C) throw new SetupCancelled();
    return typeof answer === 'function' ? answer() : answer;
  }
}
