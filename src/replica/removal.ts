import { z } from 'zod';
import type { ReceivingParts } from '../chat/platform.ts';
import { SECOND } from '../duration.ts';
import { DeliveryError } from '../notifications/chatPort.ts';
import type { Ask } from './routes/ask.ts';

/** The bot was removed from a workspace, as that is forwarded to the owner of its partition. */
const removalSchema = z.strictObject({
  workspace: z.strictObject({ platform: z.string(), workspace: z.string() }),
  reason: z.strictObject({ code: z.string(), message: z.string() }),
});

type OnRemoved = ReceivingParts['onRemoved'];

/** How long the owner may take; whoever reports the removal does so again where it did not end. */
const LONGEST_ANSWER = 30 * SECOND;

/** Lets the owner of a workspace's partition end its subscriptions. */
export function forwardRemoval(ask: Ask, partitionOf: (workspace: string) => Promise<number>): OnRemoved {
  return async ({ platform, workspace }, { code, message }) => {
    const body = { workspace: { platform, workspace }, reason: { code, message } };
    await ask(await partitionOf(workspace), { kind: 'removal', body }, LONGEST_ANSWER);
  };
}

/** What the owner does about it. @returns nothing of interest, as JSON */
export async function endRemoved(leaveWorkspace: OnRemoved, body: unknown): Promise<null> {
  const { workspace, reason } = removalSchema.parse(body);
  await leaveWorkspace(workspace, new DeliveryError('lasting', reason.code, reason.message));
  return null;
}
