import type { ForwardedRequest } from '../chat/forwardedRequest.ts';
import { NotTakenError } from '../chat/platform.ts';
import type { Forwarder } from '../cluster/forward/forwarder.ts';
import { ForwardError } from '../cluster/forward/queuedRequest.ts';
import { MINUTE, SECOND } from '../duration.ts';

/** So long Discord takes the answer to a request that was acknowledged; Slack takes it for 30 minutes. */
const ANSWER_WINDOW = 15 * MINUTE;

/** So long both take a first response, such as a form or the choices of an option. */
const FIRST_RESPONSE_WINDOW = 3 * SECOND;

/**
 * Gives what a person asked to the owner of a partition.
 *
 * @throws NotTakenError where Redis does not take it
 */
export async function forwardRequest(
  forwarder: Pick<Forwarder, 'forward'>,
  partition: number,
  request: ForwardedRequest,
): Promise<void> {
  const { platform: kind, id, acknowledged } = request;
  const validForMs = acknowledged ? ANSWER_WINDOW : FIRST_RESPONSE_WINDOW;
  try {
    await forwarder.forward(partition, { kind, id, body: request, validForMs });
  } catch (error) {
    throw error instanceof ForwardError ? new NotTakenError(error.message, { cause: error }) : error;
  }
}
