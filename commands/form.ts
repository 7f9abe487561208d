/** A value to choose, and the words by which people know it. */
export interface FormChoice {
  readonly value: string;
  readonly label: string;
}

/** One thing to fill in: an option of the command. Whether it is required, and how long it may be, is the option's. */
export interface FormField {
  /** An option that completes accounts is a choice of them, and left out where there is only one. */
  readonly option: string;
  /** At most 45 characters. */
  readonly label: string;
  /** At most 100 characters. */
  readonly hint?: string;
  /** At most 100 characters. */
  readonly placeholder?: string;
  /** Whether it is several lines high. */
  readonly isLong?: boolean;
  /** The values to choose from; without them, text. */
  readonly choices?: readonly FormChoice[];
  /** The argument that the command gets for what was filled in; without it, the same. @throws UserError where the command would refuse it */
  readonly read?: (value: string) => string;
}

/** What a form begins with. */
export interface FormStart {
  readonly args: Readonly<Record<string, string>>;
  /** What the person should know of these values: it stands in place of the first field's hint. */
  readonly hint?: string;
}

/** A command that is chosen on a message that somebody wrote. */
export interface MessageCommand {
  /** What people choose, at most 24 characters. */
  readonly name: string;
  /** At most 150 characters. */
  readonly description: string;
  /** Reads what the message says. @throws UserError where nothing in it can be used */
  readonly read: (words: string) => FormStart;
}

/** What a person fills in where a platform has forms, in place of a line to type. At most five fields. */
export interface Form {
  /** At most 24 characters. */
  readonly title: string;
  /** The words on the button that sends it, at most 24 characters. */
  readonly submit: string;
  readonly fields: readonly FormField[];
  readonly onMessage?: MessageCommand;
}
