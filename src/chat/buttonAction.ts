/** What a button carries: a command to run, and the page of its answer to show. */
export interface ButtonAction {
  readonly command: string;
  readonly args: Readonly<Record<string, string>>;
  /** Counted from 0; only buttons that turn a page have one. */
  readonly page?: number | undefined;
  /** It opens the command's form, filled in with the arguments, and runs nothing. */
  readonly opensForm?: boolean | undefined;
}
