import type { Core } from '../app/startCore.ts';
import type { PlatformName } from '../channelRef.ts';
import { forwardedRequestSchema } from '../chat/forwardedRequest.ts';
import type { Platform } from '../chat/platform.ts';
import { endRemoved } from './removal.ts';
import { callbackSchema } from './routes/remoteCallback.ts';
import { answerHookCall } from './routes/remoteHookDoor.ts';

/** What a replica forwarded to the owner of a partition, as it came out of Redis. */
export interface Forwarded {
  /** A platform, `hook`, `callback` or `removal`. */
  readonly kind: string;
  readonly body: unknown;
}

/** Answers what was forwarded, with the core of its partition. @returns the answer for whoever asked, plain JSON */
export async function answerForwarded(
  { kind, body }: Forwarded,
  { bot, threadwatch, bindWorkspace }: Core,
  platforms: ReadonlyMap<PlatformName, Platform>,
): Promise<unknown> {
  switch (kind) {
    case 'hook':
      return answerHookCall(threadwatch.hookEntrance, body);
    case 'callback':
      return threadwatch.answerCallback(callbackSchema.parse(body));
    case 'removal':
      return endRemoved(threadwatch.leaveWorkspace, body);
    case 'discord':
    case 'slack': {
      const platform = platforms.get(kind);
      if (platform === undefined) throw new Error(describeMissing(kind));
      const request = forwardedRequestSchema.parse(body);
      // The replica that received it has found the workspace to be one of ours.
      bindWorkspace(request.workspace);
      return platform.answer(request, bot);
    }
    default:
      throw new TypeError(`nothing here answers a request of kind ${kind}`);
  }
}

function describeMissing(kind: PlatformName): string {
  const name = kind === 'slack' ? 'Slack' : 'Discord';
  return `this replica has no token of ${name}, and answers nobody there. Give all replicas the same variables`;
}
