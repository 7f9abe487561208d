import { type Answer, type AuthorizedCall, answerData, answerNotFound, isOwnUser } from './answer.ts';
import { describePost, POST_FIELDS } from './answerStatus.ts';
import { pickFields } from './fields.ts';

/** Threads answers so many posts, where the call does not ask for another number. */
const USUAL_LIMIT = 25;
const HIGHEST_LIMIT = 100;

/** `GET /{me|id}/threads`: the account's posts, the newest first. */
export function answerPosts(call: AuthorizedCall, user: string): Answer {
  const { world, account, params } = call;
  if (!isOwnUser(user, account)) return answerNotFound(user);
  const picked = pickFields(call, 'ThreadsMedia', POST_FIELDS, ['id']);
  if (picked.kind === 'refused') return picked.answer;
  const limit = Math.min(HIGHEST_LIMIT, Number(params.get('limit')) || USUAL_LIMIT);
  const posts = [...world.postsById.values()]
    .filter((post) => post.account.id === account.id)
    .sort((one, other) => other.publishedAt - one.publishedAt)
    .slice(0, limit);
  return answerData({ data: posts.map((post) => describePost(world, post, picked.fields)) });
}
