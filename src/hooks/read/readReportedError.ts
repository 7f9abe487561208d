import { isRecord, parseJson, readInteger } from '../../threads/json.ts';
import { type GraphError, readGraphError } from '../../threads/readGraphError.ts';
import { HookCallError } from './hookCallError.ts';
import { cleanWords } from './readWords.ts';

/** Characters of each text of an error; what is longer is cut. */
const LONGEST = 500;

/**
 * The error that Threads answered a program with: its object as it came, also wrapped in `error` once more, the same as
 * JSON text, or a message alone.
 *
 * @throws HookCallError
 */
export function readReportedError(value: unknown): GraphError {
  const found = findError(value);
  const error = found && shorten(found);
  if (error === undefined || Object.values(error).every((part) => part === undefined))
    throw new HookCallError(
      'error',
      'error takes the error object as Threads answered it, such as {"code":24,"error_subcode":4279009,"message":"…"}, or a message as text.',
    );
  return error;
}

function findError(value: unknown): GraphError | undefined {
  if (typeof value === 'string') return fromText(value);
  if (typeof value === 'number') return { code: readInteger(value) };
  if (!isRecord(value)) return undefined;
  const { error: wrapped } = value;
  if (isRecord(wrapped)) return readGraphError(value);
  return readGraphError({ error: value }) ?? readGraphError(value) ?? fromMessage(wrapped);
}

function fromText(text: string): GraphError | undefined {
  const parsed = text.trimStart().startsWith('{') ? parseJson(text) : undefined;
  return (isRecord(parsed) ? findError(parsed) : undefined) ?? fromMessage(text);
}

function fromMessage(value: unknown): GraphError | undefined {
  return typeof value === 'string' ? { message: value } : undefined;
}

function shorten({ code, subcode, message, userTitle, userMessage, traceId }: GraphError): GraphError {
  return {
    code,
    subcode,
    message: cut(message),
    userTitle: cut(userTitle),
    userMessage: cut(userMessage),
    traceId: cut(traceId),
  };
}

function cut(words: string | undefined): string | undefined {
  const clean = cleanWords(words ?? '');
  if (clean === '') return undefined;
  const signs = [...clean];
  return signs.length <= LONGEST ? clean : `${signs.slice(0, LONGEST - 1).join('')}…`;
}
