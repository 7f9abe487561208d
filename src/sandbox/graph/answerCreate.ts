import { HOUR, SECOND } from '../../duration.ts';
import type { ContainerStep } from '../schema/container.ts';
import {
  type Answer,
  type AuthorizedCall,
  answerBadRequest,
  answerData,
  answerError,
  answerNotFound,
  isOwnUser,
} from './answer.ts';
import { readContainerState } from './containerLife.ts';
import { createId } from './world.ts';

/** How long Threads takes until a container is ready, in ms by media type; observed in practice. */
const PROCESSING_TIME = { TEXT: 0, IMAGE: 5 * SECOND, VIDEO: 60 * SECOND, CAROUSEL: 5 * SECOND } as const;

type MediaType = keyof typeof PROCESSING_TIME;

const EXPIRY = 24 * HOUR;
const MAX_TEXT_LENGTH = 500;
const MIN_CHILDREN = 2;
const MAX_CHILDREN = 20;

/** `POST /{me|id}/threads`: creates a container. */
export function answerCreate(call: AuthorizedCall, user: string): Answer {
  if (!isOwnUser(user, call.account)) return answerNotFound(user);
  const type = call.params.get('media_type') ?? '';
  if (!isMediaType(type)) {
    return answerBadRequest(`Param media_type must be one of {${Object.keys(PROCESSING_TIME).join(', ')}}`);
  }
  const refusal = checkParameters(call, type);
  if (refusal !== undefined) return refusal;
  const id = createId(call.world, '179');
  call.world.created.set(id, {
    account: call.account,
    steps: planLife(PROCESSING_TIME[type]),
    text: call.params.get('text'),
  });
  call.world.bornAt.set(id, call.now);
  return answerData({ id });
}

function isMediaType(type: string): type is MediaType {
  return Object.hasOwn(PROCESSING_TIME, type);
}

function checkParameters(call: AuthorizedCall, type: MediaType): Answer | undefined {
  const { params } = call;
  // Threads counts an emoji by its UTF-8 bytes; counting code points is close enough here.
  const text = [...(params.get('text') ?? '')];
  if (text.length > MAX_TEXT_LENGTH) {
    return answerBadRequest(`Param text must be at most ${MAX_TEXT_LENGTH} characters long.`);
  }
  switch (type) {
    case 'TEXT':
      return text.length > 0 ? undefined : answerBadRequest('The parameter text is required');
    case 'IMAGE':
      return params.get('image_url') ? undefined : answerBadRequest('The parameter image_url is required');
    case 'VIDEO':
      return params.get('video_url') ? undefined : answerBadRequest('The parameter video_url is required');
    case 'CAROUSEL':
      return checkChildren(call);
  }
}

function checkChildren(call: AuthorizedCall): Answer | undefined {
  const children = (call.params.get('children') ?? '').split(',').flatMap((id) => id.trim() || []);
  if (children.length < MIN_CHILDREN || children.length > MAX_CHILDREN) {
    return answerBadRequest(`Param children must have ${MIN_CHILDREN} to ${MAX_CHILDREN} elements.`);
  }
  const areReady = children.every((id) => {
    const state = readContainerState(call.world, call.account, id, call.now);
    return state.kind === 'status' && state.status === 'FINISHED';
  });
  return areReady ? undefined : answerError({ code: 100, error_subcode: 4279004 });
}

function planLife(processing: number): ContainerStep[] {
  const start: ContainerStep[] = processing > 0 ? [{ at: 0, status: 'IN_PROGRESS' }] : [];
  return [...start, { at: processing, status: 'FINISHED' }, { at: EXPIRY, status: 'EXPIRED' }];
}
