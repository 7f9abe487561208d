import type { ErrorSpec } from '../schema/error.ts';
import type { Answer, Subject } from './answer.ts';
import { writeErrorText } from './errorTexts.ts';
import { type Reply, writeJson } from './reply.ts';
import type { World } from './world.ts';

/** These errors are permanent, but Threads sends them as `THApiException` with HTTP 500: https://github.com/restfb/restfb/issues/1502 */
const TH_API_CODES = new Set([10, 100, 190]);

/** Writes an answer as HTTP, without the header of the call budget. */
export function writeReply(answer: Answer, world: World, now: number): Reply {
  switch (answer.kind) {
    case 'data':
      return writeJson(200, answer.data);
    case 'reply':
      return answer.reply;
    case 'empty-error':
      return { http: 500, headers: {}, body: '' };
    case 'error':
      return writeError(answer.error, answer.subject, world, now);
  }
}

/** Writes an error as Threads does. If the scenario gives a message, no other text is added. */
export function writeError(error: ErrorSpec, subject: Subject, world: World, now: number): Reply {
  const isThApi = TH_API_CODES.has(error.code);
  const words =
    error.message === undefined ? writeErrorText(error, subject, now) : { message: error.message };
  return writeJson(error.http ?? (isThApi ? 500 : 400), {
    error: {
      message: words.message,
      type: error.type ?? (isThApi ? 'THApiException' : 'OAuthException'),
      code: error.code,
      error_subcode: error.error_subcode,
      is_transient: error.is_transient ?? words.isTransient ?? false,
      error_user_title: error.error_user_title ?? words.userTitle,
      error_user_msg: error.error_user_msg ?? words.userMessage,
      fbtrace_id: `ASandbox${String(world.nextNumber()).padStart(15, '0')}`,
    },
  });
}
