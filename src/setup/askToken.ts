import { type VariableName, variables } from '../app/variables.ts';
import type { Problem, TokenCheck } from '../chat/tokenCheck.ts';
import type { Wizard } from './wizard.ts';

export interface TokenQuestion<T> {
  readonly variable: VariableName;
  /** What it is, for people: `the bot's token`. */
  readonly what: string;
  /** Who is asked about it: `Discord`. */
  readonly service: string;
  readonly check: (token: string) => Promise<TokenCheck<T>>;
}

/** A secret that was accepted, with what it belongs to; or one that nobody could check. */
export interface AskedToken<T> {
  readonly token: string;
  readonly found: T | undefined;
}

/** Asks for a token until its service accepts it, or until the person goes on without the check. Remembers it. */
export async function askToken<T>(wizard: Wizard, question: TokenQuestion<T>): Promise<AskedToken<T>> {
  const { prompts, draft } = wizard;
  const { variable, service, check } = question;
  let token = await offerToken(wizard, question);
  for (;;) {
    token ??= await typeSecret(wizard, question);
    const result = await prompts.during(`Asking ${service} about the token`, check(token));
    if (result.kind === 'accepted') {
      draft.set(variable, token);
      return { token, found: result.found };
    }
    prompts.tell('fault', describeProblem(result.problem));
    const next = result.kind === 'refused' ? 'type' : await offerSkip(wizard, question);
    if (next === 'skip') {
      draft.set(variable, token);
      return { token, found: undefined };
    }
    if (next === 'type') token = undefined;
  }
}

/** @returns the value that is set already, where the person keeps it */
async function offerToken<T>(
  { prompts, draft }: Wizard,
  { variable, what }: TokenQuestion<T>,
): Promise<string | undefined> {
  const set = draft.get(variable);
  if (set === undefined || checkForm(variable)(set) !== undefined) return undefined;
  const answer = await prompts.choose(`${variable} is set ${draft.sourceOf(variable)}. Use it?`, [
    { value: 'keep', label: 'Use what is set', hint: 'it is checked now' },
    { value: 'type', label: `Type ${what} anew` },
  ]);
  return answer === 'keep' ? set : undefined;
}

/** Asks for a secret, which is not shown; blanks around it are dropped. */
export async function typeSecret(
  { prompts }: Wizard,
  { variable, what }: Pick<TokenQuestion<unknown>, 'variable' | 'what'>,
): Promise<string> {
  const typed = await prompts.typeSecret(`Paste ${what}. It is not shown`, checkForm(variable));
  return typed.trim();
}

/** Only what can be done without the service is offered. */
function offerSkip<T>(
  { prompts }: Wizard,
  { service, what }: TokenQuestion<T>,
): Promise<'again' | 'type' | 'skip'> {
  return prompts.choose(`${service} could not check ${what}. What now?`, [
    { value: 'again', label: 'Check it again' },
    { value: 'type', label: 'Type another one' },
    { value: 'skip', label: 'Go on without the check', hint: 'npm run doctor checks it later' },
  ]);
}

/** What the program itself would say of a value. */
export function checkForm(variable: VariableName): (typed: string) => string | undefined {
  const { schema, expected } = variables[variable];
  return (typed) => (schema.safeParse(typed.trim()).success ? undefined : `Expected ${expected}`);
}

/** A problem as sentences. */
export function describeProblem({ cause, fix }: Problem): string {
  return `${cause.charAt(0).toUpperCase()}${cause.slice(1)}. ${fix}`;
}
