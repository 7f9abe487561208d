import { HOUR, SECOND } from '../../duration.ts';
import type { ContainerStep } from '../schema/container.ts';
import {
  type Answer,
  type Asked,
  answerData,
  isOwnUser,
  refuse,
  refuseParameter,
  refuseUnseen,
} from './answer.ts';
import { seeContainer } from './containerLife.ts';
import { createId } from './world.ts';

/** How long Threads takes until a container is ready, by its media type; seen in practice. */
const PROCESSING = { TEXT: 0, IMAGE: 5 * SECOND, VIDEO: 60 * SECOND, CAROUSEL: 5 * SECOND } as const;

type MediaType = keyof typeof PROCESSING;

const EXPIRY = 24 * HOUR;
const LONGEST_TEXT = 500;
const FEWEST_CHILDREN = 2;
const MOST_CHILDREN = 20;

/** `POST /{me|id}/threads`: makes a container. */
export function answerCreate(asked: Asked, user: string): Answer {
  if (!isOwnUser(user, asked.account)) return refuseUnseen(user);
  const type = asked.params.get('media_type') ?? '';
  if (!isMediaType(type)) {
    return refuseParameter(`Param media_type must be one of {${Object.keys(PROCESSING).join(', ')}}`);
  }
  const refusal = checkParameters(asked, type);
  if (refusal !== undefined) return refusal;
  const id = createId(asked.world, '179');
  asked.world.created.set(id, { account: asked.account, steps: planLife(PROCESSING[type]) });
  asked.world.bornAt.set(id, asked.now);
  return answerData({ id });
}

function isMediaType(type: string): type is MediaType {
  return Object.hasOwn(PROCESSING, type);
}

function checkParameters(asked: Asked, type: MediaType): Answer | undefined {
  const { params } = asked;
  // Threads counts an emoji by its bytes; by code points is near enough here.
  const text = [...(params.get('text') ?? '')];
  if (text.length > LONGEST_TEXT) {
    return refuseParameter(`Param text must be at most ${LONGEST_TEXT} characters long.`);
  }
  switch (type) {
    case 'TEXT':
      return text.length > 0 ? undefined : refuseParameter('The parameter text is required');
    case 'IMAGE':
      return params.get('image_url') ? undefined : refuseParameter('The parameter image_url is required');
    case 'VIDEO':
      return params.get('video_url') ? undefined : refuseParameter('The parameter video_url is required');
    case 'CAROUSEL':
      return checkChildren(asked);
  }
}

function checkChildren(asked: Asked): Answer | undefined {
  const children = (asked.params.get('children') ?? '').split(',').flatMap((id) => id.trim() || []);
  if (children.length < FEWEST_CHILDREN || children.length > MOST_CHILDREN) {
    return refuseParameter(`Param children must have ${FEWEST_CHILDREN} to ${MOST_CHILDREN} elements.`);
  }
  const areReady = children.every((id) => {
    const sight = seeContainer(asked.world, asked.account, id, asked.now);
    return sight.kind === 'status' && sight.status === 'FINISHED';
  });
  return areReady ? undefined : refuse({ code: 100, error_subcode: 4279004 });
}

function planLife(processing: number): ContainerStep[] {
  const start: ContainerStep[] = processing > 0 ? [{ at: 0, status: 'IN_PROGRESS' }] : [];
  return [...start, { at: processing, status: 'FINISHED' }, { at: EXPIRY, status: 'EXPIRED' }];
}
