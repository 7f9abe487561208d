import { mayRun } from './checkAccess.ts';
import { type Command, type Person, USUAL_LONGEST } from './command.ts';
import type { Form, FormChoice, FormField } from './form.ts';
import { UserError } from './userError.ts';
import { writeLine } from './writeLine.ts';

type Args = Readonly<Record<string, string | undefined>>;

/** A command that has a form. */
export type FormCommand = Command & { readonly form: Form };

export function hasForm(command: Command | undefined): command is FormCommand {
  return command?.form !== undefined;
}

/** Whether the command has a form that the person may fill in. */
export function hasFormFor(command: Command | undefined, person: Person): command is FormCommand {
  return hasForm(command) && mayRun(command, person);
}

/** Whether a platform that has forms opens the form in place of running the command: an argument that it needs is missing. */
export function needsForm(command: Command | undefined, args: Args, person: Person): command is FormCommand {
  if (!hasFormFor(command, person)) return false;
  return command.form.fields.some(({ option }) => isRequired(command, option) && !hasWords(args[option]));
}

/** The commands that are chosen on a message. */
export function messageCommandsOf(commands: readonly Command[]): FormCommand[] {
  return commands.filter(hasForm).filter(({ form }) => form.onMessage !== undefined);
}

/** A field as a platform shows it. */
export interface ShownField {
  readonly option: string;
  readonly label: string;
  readonly hint: string | undefined;
  readonly placeholder: string | undefined;
  readonly isRequired: boolean;
  /** What it begins with; empty where that is nothing. */
  readonly value: string;
  readonly input:
    | { readonly kind: 'text'; readonly isLong: boolean; readonly longest: number }
    | { readonly kind: 'choice'; readonly choices: readonly FormChoice[] };
}

/** A form as a platform shows it. */
export interface ShownForm {
  readonly command: FormCommand;
  readonly fields: readonly ShownField[];
  /** Arguments that are known already, and that no field shows. */
  readonly hidden: Readonly<Record<string, string>>;
}

export interface ShowOptions {
  /** The accounts of the workspace. */
  readonly accountNames: readonly string[];
  /** How many choices the platform can show; where there are more, the value is typed. */
  readonly mostChoices: number;
}

/** The form of a command, begun with what is known. */
export function showForm(
  command: FormCommand,
  { args, hint }: { readonly args: Args; readonly hint?: string | undefined },
  { accountNames, mostChoices }: ShowOptions,
): ShownForm {
  const fields = command.form.fields.flatMap((field, index): ShownField[] => {
    const { option, label, placeholder } = field;
    const isAccount = command.options[option]?.completes === 'accounts';
    if (isAccount && accountNames.length < 2) return [];
    const choices = isAccount ? accountNames.map((name) => ({ value: name, label: name })) : field.choices;
    return [
      {
        option,
        label,
        hint: index === 0 && hint !== undefined ? hint : field.hint,
        placeholder,
        isRequired: isRequired(command, option),
        value: args[option] ?? '',
        input:
          choices !== undefined && choices.length <= mostChoices
            ? { kind: 'choice', choices }
            : describeText(command, field),
      },
    ];
  });
  const shown = new Set(fields.map(({ option }) => option));
  const hidden = Object.entries(args).filter(([option]) => !shown.has(option));
  return { command, fields, hidden: withWords(Object.fromEntries(hidden)) };
}

function describeText({ options }: Command, { option, isLong = false }: FormField): ShownField['input'] {
  return { kind: 'text', isLong, longest: options[option]?.longest ?? USUAL_LONGEST };
}

/** A value of a form that the command would refuse. */
export interface FormProblem {
  readonly option: string;
  readonly error: UserError;
}

/** A form as a person sent it. */
export interface FilledIn {
  /** What was filled in; a field that was left blank is none of it. */
  readonly typed: Readonly<Record<string, string>>;
  /** What the command gets for it. */
  readonly args: Readonly<Record<string, string>>;
  readonly problems: readonly FormProblem[];
}

/** Reads a form that was sent. Nothing is looked up, so that it can be answered at once. */
export function readFilledIn(command: FormCommand, values: Args): FilledIn {
  const typed = withWords(values);
  const args: Record<string, string> = { ...typed };
  const problems = command.form.fields.flatMap(({ option, label, read }): FormProblem[] => {
    const value = typed[option];
    if (value === undefined)
      return isRequired(command, option)
        ? [{ option, error: new UserError([`${label}: nothing is filled in.`], command.example) }]
        : [];
    try {
      args[option] = read?.(value) ?? value;
      return [];
    } catch (error) {
      if (error instanceof UserError) return [{ option, error }];
      throw error;
    }
  });
  return { typed, args, problems };
}

/** The line that does what a filled-in form asks for, without the slash and the name before it. */
export function writeFilledIn(command: Command, typed: FilledIn['typed']): string {
  const inOneLine = Object.entries(typed).map(([option, value]) => [option, value.replaceAll(/\s+/g, ' ')]);
  return writeLine(command, Object.fromEntries(inOneLine));
}

function isRequired({ options }: Command, option: string): boolean {
  return options[option]?.required === true;
}

function withWords(args: Args): Record<string, string> {
  const given = Object.entries(args).flatMap(([option, value]) =>
    hasWords(value) ? [[option, value.trim()] as const] : [],
  );
  return Object.fromEntries(given);
}

function hasWords(value: string | undefined): value is string {
  return value !== undefined && value.trim() !== '';
}
