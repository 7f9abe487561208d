/** What a button or a select carries: a command to run, and the page of its answer to show. */
export interface ButtonAction {
  readonly command: string;
  readonly args: Readonly<Record<string, string>>;
  /** Counted from 0; only buttons that turn a page have one. */
  readonly page?: number | undefined;
  /** It opens the command's form, filled in with the arguments, and runs nothing. */
  readonly opensForm?: boolean | undefined;
  /** Its answer takes the place of the message, where only one person sees that. */
  readonly replaces?: boolean | undefined;
  /** The argument that becomes what is chosen. */
  readonly picks?: string | undefined;
}

/** The action of a select, with what was chosen. Where nothing was, the argument stays as it is. */
export function withPicked(action: ButtonAction, values: readonly string[]): ButtonAction {
  const { picks, args } = action;
  if (picks === undefined || values.length === 0) return action;
  return { ...action, args: { ...args, [picks]: values.join(',') } };
}
