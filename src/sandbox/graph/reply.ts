/** An HTTP answer, ready to be sent. */
export interface Reply {
  readonly http: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const JSON_TYPE = { 'content-type': 'application/json; charset=UTF-8' } as const;

/** Writes JSON as a reply. */
export function writeJson(http: number, data: unknown): Reply {
  return { http, headers: JSON_TYPE, body: JSON.stringify(data) };
}

/** Writes a body as the scenario gives it. Its type is guessed where no header names it. */
export function writeBody(
  http: number,
  headers: Readonly<Record<string, string>> | undefined,
  body: string,
): Reply {
  return { http, headers: { ...guessType(body), ...headers }, body };
}

function guessType(body: string): Readonly<Record<string, string>> {
  if (body === '') return {};
  const isJson = /^\s*[{[]/.test(body);
  return { 'content-type': isJson ? 'application/json; charset=UTF-8' : 'text/html; charset=utf-8' };
}
