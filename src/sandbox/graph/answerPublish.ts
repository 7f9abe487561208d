import {
  type Answer,
  type AuthorizedCall,
  answerBadRequest,
  answerData,
  answerError,
  answerNotFound,
  isOwnUser,
} from './answer.ts';
import { publishContainer } from './publishContainer.ts';

/** `POST /{me|id}/threads_publish`: publishes a container. */
export function answerPublish(call: AuthorizedCall, user: string): Answer {
  if (!isOwnUser(user, call.account)) return answerNotFound(user);
  const id = call.params.get('creation_id');
  if (!id) return answerBadRequest('The parameter creation_id is required');
  const publishing = publishContainer(call.world, call.account, id, call.now);
  return publishing.kind === 'published'
    ? answerData({ id: publishing.post.id })
    : answerError(publishing.error, { id });
}
