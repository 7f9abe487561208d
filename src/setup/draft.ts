import type { Environment } from '../app/config.ts';
import { type VariableName, variables } from '../app/variables.ts';

export interface DraftSources {
  /** The environment of this process. */
  readonly shell: Environment;
  /** What `.env` sets. */
  readonly file: Environment;
}

/**
 * The configuration as it will be: what `.env` and the shell set, and the answers so far. As with `npm start`, the shell
 * wins over the file; an answer wins over both, because a shell that differs is named to the person.
 */
export class Draft {
  readonly #shell: Environment;
  readonly #file: Environment;
  readonly #answers = new Map<VariableName, string | undefined>();

  constructor({ shell, file }: DraftSources) {
    this.#shell = shell;
    this.#file = file;
  }

  /** The value that counts; `undefined` where there is none, or an empty one. */
  get(name: VariableName): string | undefined {
    if (this.#answers.has(name)) return this.#answers.get(name);
    return this.#shell[name] || this.#file[name] || undefined;
  }

  has(name: VariableName): boolean {
    return this.get(name) !== undefined;
  }

  /** Where the value that is offered comes from, for people. */
  sourceOf(name: VariableName): string {
    return this.#shell[name] ? 'in this shell' : 'in .env';
  }

  set(name: VariableName, value: string): void {
    this.#answers.set(name, value);
  }

  remove(name: VariableName): void {
    if (this.has(name)) this.#answers.set(name, undefined);
  }

  /** The variables that the shell sets and `.env` does not: without it, the next start would miss them. */
  get shellAlone(): readonly VariableName[] {
    return NAMES.filter((name) => {
      const value = this.#shell[name] || undefined;
      return value !== undefined && value === this.get(name) && value !== this.#file[name];
    });
  }

  /** The variables whose value in the shell is another than the answer, and would win over it. */
  get overridden(): readonly VariableName[] {
    return NAMES.filter((name) => {
      const value = this.#shell[name] || undefined;
      return value !== undefined && this.#answers.has(name) && value !== this.get(name);
    });
  }

  /** What is to change in `.env`. @param fromShell the variables of the shell that are to be written too */
  changes(fromShell: readonly VariableName[] = []): ReadonlyMap<VariableName, string | undefined> {
    const wanted = new Map(this.#answers);
    const ofShell = new Set(this.shellAlone);
    // An answer that repeats the shell is the shell's.
    for (const name of ofShell) wanted.delete(name);
    for (const name of fromShell) wanted.set(name, this.get(name));
    return new Map([...wanted].filter(([name, value]) => value !== (this.#file[name] || undefined)));
  }

  /** What the program reads, once the answers are written and the shell no longer overrides them. */
  get environment(): Environment {
    return { ...this.#file, ...this.shellEnvironment, ...Object.fromEntries(this.#answers) };
  }

  /** The shell's variables without those that override an answer. */
  get shellEnvironment(): Environment {
    const overridden = new Set<string>(this.overridden);
    return Object.fromEntries(Object.entries(this.#shell).filter(([name]) => !overridden.has(name)));
  }
}

const NAMES = Object.keys(variables) as VariableName[];
