/** The program can't start as it is set up. The message says what to do, in full sentences without the last full stop. */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly code = 'start_error';
}

/** The program runs, and can't go on as it is set up; another start may help. The message as that of a `StartError`. */
export class EndError extends Error {
  override readonly name = 'EndError';
  readonly code = 'end_error';
}
