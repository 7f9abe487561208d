import { type Answer, type AuthorizedCall, answerData, answerError, answerNotFound } from './answer.ts';
import { answerUser } from './answerUser.ts';
import { readContainerState } from './containerLife.ts';
import { pickFields } from './fields.ts';
import type { Post, World } from './world.ts';

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

export const POST_FIELDS = ['id', 'permalink', 'timestamp', 'username', 'text'] as const;

function answerPost(call: AuthorizedCall, post: Post): Answer {
  const picked = pickFields(call, 'ThreadsMedia', POST_FIELDS, ['id']);
  return picked.kind === 'refused'
    ? picked.answer
    : answerData(describePost(call.world, post, picked.fields));
}

/** A post with some of its fields. */
export function describePost(
  world: World,
  post: Post,
  fields: readonly string[],
): Readonly<Record<string, string | undefined>> {
  const { username } = post.account;
  const values: Readonly<Record<string, string | undefined>> = {
    permalink: `https://www.threads.net/@${username}/post/${post.id}`,
    timestamp: new Date(post.publishedAt).toISOString(),
    username,
    text: world.created.get(post.containerId)?.text,
    id: post.id,
  };
  return { ...Object.fromEntries(fields.map((field) => [field, values[field]])), id: post.id };
}
