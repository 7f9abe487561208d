import { type Answer, type Asked, answerData } from './answer.ts';
import { pickFields } from './fields.ts';

/** `GET /me`: who the token belongs to. */
export function answerUser(asked: Asked): Answer {
  const picked = pickFields(asked, 'ThreadsUser', ['id', 'username', 'name'], ['id']);
  if (picked.kind === 'refused') return picked.answer;
  const { id, username } = asked.account;
  const wants = (field: string) => picked.fields.includes(field);
  return answerData({
    ...(wants('username') && { username }),
    ...(wants('name') && { name: username }),
    id,
  });
}
