import { createHash } from 'node:crypto';
import type { ContainerNews, FeedEvent } from '../alerts/eventFeed.ts';
import type { ErrorDetails } from '../threads/errorDetails.ts';
import { expiresAt, isFinalStatus } from '../threads/status.ts';
import type { ContainerState } from '../watches/watch.ts';
import type { EventBody } from './eventBody.ts';
import { explainNews } from './explainNews.ts';

/** A share has so many decimals: `0.8475`. */
const SHARE_DECIMALS = 4;

/** The event as programs get it. Pure. */
export function describeEvent(event: FeedEvent): EventBody {
  const { id, account, at } = event;
  const common = { id: eventId(id), type: typeOf(event), at: toIso(at), account };
  const explanation = explainNews(event);
  switch (event.kind) {
    case 'container': {
      const { container, createdAt, note, state, news } = event;
      const error = 'error' in news ? news.error : undefined;
      return {
        ...common,
        container,
        ...(note !== undefined && { note }),
        ...describeState(state),
        explanation,
        ...(error && { error: describeError(error) }),
        ...(!isOver(state) && { expires_at: toIso(expiresAt(createdAt)) }),
      };
    }
    case 'create-error': {
      const { note, error } = event;
      return {
        ...common,
        ...(note !== undefined && { note }),
        explanation,
        error: describeError(error),
      };
    }
    case 'quota': {
      const { pair: name, used, total, threshold } = event;
      const share = Number((used / total).toFixed(SHARE_DECIMALS));
      return { ...common, explanation, quota: { name, used, total, share, threshold } };
    }
  }
}

/** The same facts give the same id. It tells nothing of them. */
function eventId(facts: string): string {
  return `evt_${createHash('sha256').update(facts).digest('base64url').slice(0, 27)}`;
}

function typeOf(event: FeedEvent): string {
  switch (event.kind) {
    case 'container':
      return typeOfNews(event.news);
    case 'create-error':
      return 'post.create_error';
    case 'quota':
      return `quota.${event.news}`;
  }
}

/** `container.not_found` for what is called `not-found` here. */
function typeOfNews({ kind }: ContainerNews): string {
  return `container.${kind.replaceAll('-', '_')}`;
}

function describeState(state: ContainerState): Pick<EventBody, 'status' | 'error_message' | 'post'> {
  if (state.kind !== 'status') {
    const status = state.kind === 'not-found' ? state.lastStatus : undefined;
    return status === undefined ? {} : { status };
  }
  const { status, errorMessage, post } = state;
  return {
    status,
    ...(errorMessage !== undefined && { error_message: errorMessage }),
    ...(post && { post }),
  };
}

function describeError({ code, subcode, apiMessage }: ErrorDetails): NonNullable<EventBody['error']> {
  return {
    ...(code !== undefined && { code }),
    ...(subcode !== undefined && { error_subcode: subcode }),
    ...(apiMessage !== undefined && { message: apiMessage }),
  };
}

function isOver(state: ContainerState): boolean {
  return state.kind === 'status' && isFinalStatus(state.status);
}

function toIso(at: number): string {
  return new Date(at).toISOString();
}
