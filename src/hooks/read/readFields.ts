import { isRecord, parseJson } from '../../threads/json.ts';
import { HookCallError, type HookField } from './hookCallError.ts';

/** What a program sent: the query of the address, and the body in the form that its headers name. */
export interface HookContent {
  readonly contentType: string | undefined;
  /** How the body is compressed, where it is. */
  readonly contentEncoding?: string | undefined;
  /** Without the question mark. */
  readonly query: string;
  readonly body: Uint8Array;
}

const NAMES = [
  'container',
  'containers',
  'note',
  'created_at',
  'age',
  'published',
  'permalink',
  'error',
] as const satisfies readonly Exclude<HookField, 'body'>[];

type FieldName = (typeof NAMES)[number];

/** The fields of a call as they came. What is empty is left out. */
export type Fields = { readonly [Name in FieldName]?: unknown };

const CHARSET = /;\s*charset="?([\w-]{1,40})/i;

/** Finds the fields of a call. Those of the body win over those of the query; unknown ones are ignored. @throws HookCallError */
export function readFields({ contentType = '', contentEncoding, query, body }: HookContent): Fields {
  if (body.length > 0 && contentEncoding !== undefined && !/^\s*identity\s*$/i.test(contentEncoding))
    throw new HookCallError('body', 'Send the body as it is: one that is compressed is not read.');
  const fields: { [Name in FieldName]?: unknown } = readParams(query);
  const inBody = readBody(contentType, decode(body, CHARSET.exec(contentType)?.[1]).trim());
  for (const name of NAMES) {
    const value = inBody[name];
    if (!isEmpty(value)) fields[name] = value;
  }
  return fields;
}

/** A record in JSON or a form, whatever the headers say: many programs send one and name the other. */
function readBody(contentType: string, text: string): Fields {
  if (text === '') return {};
  if (/^multipart\//i.test(contentType))
    throw new HookCallError(
      'body',
      'Send the fields as JSON, or as a form with the content type application/x-www-form-urlencoded. Multipart is not read.',
    );
  const isJson = /[/+]json\b/i.test(contentType) || text.startsWith('{') || text.startsWith('[');
  return isJson ? readJson(text) : readParams(text);
}

function readJson(text: string): Fields {
  const value = parseJson(text);
  if (value === undefined)
    throw new HookCallError(
      'body',
      'The body is not valid JSON. Let a JSON library write it, such as {"container":"17880000000000001"}.',
    );
  if (!isRecord(value))
    throw new HookCallError(
      'body',
      'The body must be one JSON object, such as {"container":"17880000000000001"}.',
    );
  return pick((name) => (Object.hasOwn(value, name) ? value[name] : undefined));
}

/** A field that is given again names several containers, or too many where it takes one; of another one the last counts. */
function readParams(text: string): Fields {
  const params = new URLSearchParams(text);
  return pick((name) => {
    const values = [...params.getAll(name), ...params.getAll(`${name}[]`)].filter((value) => !isEmpty(value));
    if (name === 'containers') return values.length > 1 ? values : values[0];
    return name === 'container' && values.length > 0 ? values.join(' ') : values.at(-1);
  });
}

function pick(read: (name: FieldName) => unknown): Fields {
  const found = NAMES.map((name) => [name, read(name)] as const);
  return Object.fromEntries(found.filter(([, value]) => !isEmpty(value)));
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

/** What is no text in its encoding is replaced, so that a note in another encoding does not cost the container. */
function decode(body: Uint8Array, charset = 'utf-8'): string {
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    return new TextDecoder().decode(body);
  }
}
