import type { IncomingMessage, ServerResponse } from 'node:http';
import { HOOK_PATH } from '../hookAddress.ts';
import { ANSWER_NOT_ALLOWED, ANSWER_STARTING, type HookAnswer } from '../hookAnswer.ts';
import type { HookDoor } from '../hookDoor.ts';
import { writeOpenApi } from '../openapi.ts';
import { LONGEST_BODY } from '../read/readHookCall.ts';
import { isDeclaredLarger, readBody } from './readBody.ts';
import { sendAndClose, sendAnswer } from './sendAnswer.ts';

const OPENAPI_PATH = `${HOOK_PATH}openapi.json`;
const ANSWER_OPENAPI: HookAnswer = { http: 200, headers: {}, body: writeOpenApi() };

/**
 * Serves a request to `/hook/…`; never throws, and never rejects.
 *
 * @param door left out while the program starts
 */
export async function serveHook(
  door: HookDoor | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // A connection that breaks is nobody's fault here, and there is nobody left to answer.
  request.on('error', () => undefined);
  response.on('error', () => undefined);
  const { method, url = '' } = request;
  if (method === 'GET' && url === OPENAPI_PATH) return sendAnswer(request, response, ANSWER_OPENAPI);
  if (method !== 'POST') return refuse(request, response, ANSWER_NOT_ALLOWED);
  if (door === undefined) return refuse(request, response, ANSWER_STARTING);
  const [path = '', ...query] = url.split('?');
  const admission = await door.admit(path.slice(HOOK_PATH.length));
  if (admission.kind === 'refused') return refuse(request, response, admission.answer);
  if (isDeclaredLarger(request, LONGEST_BODY))
    return refuse(request, response, await admission.refuseTooLarge());
  if (request.headers.expect !== undefined) response.writeContinue();
  try {
    const body = await readBody(request, LONGEST_BODY);
    if (body === undefined) return sendAndClose(request, response, await admission.refuseTooLarge());
    const { 'content-type': contentType, 'content-encoding': contentEncoding } = request.headers;
    const content = { contentType, contentEncoding, query: query.join('?'), body };
    sendAnswer(request, response, await admission.take(content));
  } catch {
    response.destroy();
  }
}

/** Answers before the body was read. One that is not known to be small ends with its connection. */
function refuse(request: IncomingMessage, response: ServerResponse, answer: HookAnswer): void {
  const { headers } = request;
  if (headers.expect !== undefined) {
    // Whoever asked before sending sends nothing now.
    response.setHeader('connection', 'close');
    sendAnswer(request, response, answer);
  } else if (isDeclaredLarger(request, LONGEST_BODY) || headers['transfer-encoding'] !== undefined)
    sendAndClose(request, response, answer);
  else sendAnswer(request, response, answer);
}
