const PLACEHOLDER = '[token]';

/** Takes a token out of texts, as it is and as it stands in a URL. */
export function createRedactor(token: string): (text: string) => string {
  const encoded = encodeURIComponent(token);
  return (text) => {
    const plain = text.replaceAll(token, PLACEHOLDER);
    return encoded === token ? plain : plain.replaceAll(encoded, PLACEHOLDER);
  };
}

/**
 * What an error of the network layer says, as a new error that holds no more than its name, code and redacted message.
 * A copy, since the original can carry the request's path or the answer's bytes in properties of its own.
 */
export function copyFault(fault: unknown, redact: (text: string) => string): Error {
  const source = fault instanceof AggregateError ? (fault.errors[0] ?? fault) : fault;
  if (!(source instanceof Error)) return new Error(redact(String(source)));
  const copy = new Error(redact(source.message));
  copy.name = source.name;
  const { code } = source as Error & { code?: unknown };
  return typeof code === 'string' ? Object.assign(copy, { code: redact(code) }) : copy;
}
