/** The program can't start as it is set up. The message says what to do, in full sentences without the last full stop. */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly code = 'start_error';
}
