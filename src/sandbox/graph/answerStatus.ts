import { type Answer, type Asked, answerData, refuse, refuseUnseen } from './answer.ts';
import { answerUser } from './answerUser.ts';
import { seeContainer } from './containerLife.ts';
import { pickFields } from './fields.ts';
import type { Post } from './world.ts';

/** `GET /{id}`: a container's status; of a post or the account itself, the few fields that help to tell them apart. */
export function answerStatus(asked: Asked, id: string): Answer {
  if (id === asked.account.id) return answerUser(asked);
  const post = asked.world.postsById.get(id);
  if (post?.account.id === asked.account.id) return answerPost(asked, post);
  const sight = seeContainer(asked.world, asked.account, id, asked.now);
  if (sight.kind === 'unseen') return refuseUnseen(id);
  if (sight.kind === 'error') return refuse(sight.error, { id });
  const picked = pickFields(asked, 'ThreadsContainer', ['id', 'status', 'error_message'], ['id', 'status']);
  if (picked.kind === 'refused') return picked.answer;
  const wants = (field: string) => picked.fields.includes(field);
  return answerData({
    ...(wants('status') && { status: sight.status }),
    ...(wants('error_message') && { error_message: sight.errorMessage }),
    id,
  });
}

function answerPost(asked: Asked, post: Post): Answer {
  const picked = pickFields(asked, 'ThreadsMedia', ['id', 'permalink', 'timestamp', 'username'], ['id']);
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
