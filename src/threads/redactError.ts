/**
 * A copy of a network error that holds its name, code and redacted message and nothing else: the original can carry the
 * request's path or the answer's bytes in properties of its own.
 */
export function redactError(error: unknown, redact: (text: string) => string): Error {
  const source = error instanceof AggregateError ? (error.errors[0] ?? error) : error;
  if (!(source instanceof Error)) return new Error(redact(String(source)));
  const copy = new Error(redact(source.message));
  copy.name = source.name;
  const { code } = source as Error & { code?: unknown };
  return typeof code === 'string' ? Object.assign(copy, { code: redact(code) }) : copy;
}
