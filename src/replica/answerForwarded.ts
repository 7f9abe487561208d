import type { Core } from '../app/startCore.ts';
import type { PlatformName } from '../channelRef.ts';
import { forwardedRequestSchema } from '../chat/forwardedRequest.ts';
import type { Platform } from '../chat/platform.ts';
import type { Forwarder } from '../cluster/forward/forwarder.ts';
import { forwardRequest } from './forwardRequest.ts';
import { endRemoved } from './removal.ts';
import { callbackSchema } from './routes/remoteCallback.ts';
import { answerHookCall } from './routes/remoteHookDoor.ts';
import type { SharedLayout } from './sharedLayout.ts';

/** What a replica forwarded to the owner of a partition, as it came out of Redis. */
export interface Forwarded {
  /** A platform, `hook`, `callback` or `removal`. */
  readonly kind: string;
  readonly body: unknown;
}

/** What answers for a partition. */
export interface PartitionOwner {
  readonly partition: number;
  readonly core: Pick<Core, 'bot' | 'bindWorkspace'> & {
    readonly threadwatch: Pick<Core['threadwatch'], 'hookEntrance' | 'answerCallback' | 'leaveWorkspace'>;
  };
  readonly layout: Pick<SharedLayout, 'partitionOf'>;
  readonly forwarder: Pick<Forwarder, 'forward'>;
  readonly platforms: ReadonlyMap<PlatformName, Platform>;
}

/** Answers what was forwarded, with the core of its partition. @returns the answer for whoever asked, plain JSON */
export async function answerForwarded({ kind, body }: Forwarded, owner: PartitionOwner): Promise<unknown> {
  const { bot, threadwatch, bindWorkspace } = owner.core;
  switch (kind) {
    case 'hook':
      return answerHookCall(threadwatch.hookEntrance, body);
    case 'callback':
      return threadwatch.answerCallback(callbackSchema.parse(body));
    case 'removal':
      return endRemoved(threadwatch.leaveWorkspace, body);
    case 'discord':
    case 'slack': {
      const platform = owner.platforms.get(kind);
      if (platform === undefined) throw new Error(describeMissing(kind));
      const request = forwardedRequestSchema.parse(body);
      const { workspace } = request;
      // A replica may come back that knows an older layout. A request that returns is dropped by its id.
      const partition = await owner.layout.partitionOf(workspace);
      if (partition !== owner.partition) return forwardRequest(owner.forwarder, partition, request);
      // Another replica may have found it. Where that one has older variables than this one, it decides nothing.
      if (platform.serves?.(workspace) !== false) bindWorkspace(workspace);
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
