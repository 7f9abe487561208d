import { type Answer, type AuthorizedCall, answerData } from './answer.ts';
import { pickFields } from './fields.ts';

/** `GET /me`: the owner of the token. */
export function answerUser(call: AuthorizedCall): Answer {
  const picked = pickFields(call, 'ThreadsUser', ['id', 'username', 'name'], ['id']);
  if (picked.kind === 'refused') return picked.answer;
  const { id, username } = call.account;
  const wants = (field: string) => picked.fields.includes(field);
  return answerData({
    ...(wants('username') && { username }),
    ...(wants('name') && { name: username }),
    id,
  });
}
