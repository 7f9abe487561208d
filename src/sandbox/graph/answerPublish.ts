import {
  type Answer,
  type Asked,
  answerData,
  isOwnUser,
  refuse,
  refuseParameter,
  refuseUnseen,
} from './answer.ts';
import { publishContainer } from './publishContainer.ts';

/** `POST /{me|id}/threads_publish`: makes a post of a container. */
export function answerPublish(asked: Asked, user: string): Answer {
  if (!isOwnUser(user, asked.account)) return refuseUnseen(user);
  const id = asked.params.get('creation_id');
  if (!id) return refuseParameter('The parameter creation_id is required');
  const publishing = publishContainer(asked.world, asked.account, id, asked.now);
  return publishing.kind === 'published'
    ? answerData({ id: publishing.post.id })
    : refuse(publishing.error, { id });
}
