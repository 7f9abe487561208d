const PLACEHOLDER = '[token]';

/** Makes a function that removes a token from texts, both as it is and as it stands in a URL. */
export function createRedactor(token: string): (text: string) => string {
  const encoded = encodeURIComponent(token);
  return (text) => {
    const plain = text.replaceAll(token, PLACEHOLDER);
    return encoded === token ? plain : plain.replaceAll(encoded, PLACEHOLDER);
  };
}
