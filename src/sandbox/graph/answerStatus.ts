import { type Answer, type AuthorizedCall, answerData, answerError, answerNotFound } from './answer.ts';
import { answerUser } from './answerUser.ts';
import { readContainerState } from './containerLife.ts';
import { pickFields } from './fields.ts';
import type { Post } from './world.ts';

/** `GET /{id}`: the status of a container, or some fields of a post or of the account itself. */
export function answerStatus(call: AuthorizedCall, id: string): Answer {
  if (id === call.account.id) return answerUser(call);
  const post = call.world.postsById.get(id);
  if (post?.account.id === call.account.id) return answerPost(call, post);
  const state = readContainerState(call.world, call.account, id, call.now);
  if (state.kind === 'not-found') return answerNotFound(id);
  if (state.kind === 'error') return answerError(state.error, { id });
  if (state.kind === 'reply') return state;
  const picked = pickFields(call, 'ThreadsContainer', ['id', 'status', 'error_message'], ['id', 'status']);
  if (picked.kind === 'refused') return picked.answer;
  const wants = (field: string) => picked.fields.includes(field);
  return answerData({
    ...(wants('status') && { status: state.status }),
    ...(wants('error_message') && { error_message: state.errorMessage }),
    id,
  });
}

function answerPost(call: AuthorizedCall, post: Post): Answer {
  const picked = pickFields(call, 'ThreadsMedia', ['id', 'permalink', 'timestamp', 'username'], ['id']);
  if (picked.kind === 'refused') return picked.answer;
  const { username } = post.account;
  const values: Readonly<Record<string, string>> = {
    permalink: `https://www.threads.net/@${username}/post/${post.id}`,
    timestamp: new Date(post.publishedAt).toISOString(),
    username,
    id: post.id,
  };
  return answerData({
    ...Object.fromEntries(picked.fields.map((field) => [field, values[field]])),
    id: post.id,
  });
}
