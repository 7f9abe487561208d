import type { HookCall } from '../../alerts/hookCall.ts';
import { HookCallError } from './hookCallError.ts';
import { HOOK_LIMITS } from './limits.ts';
import { readContainers } from './readContainers.ts';
import { readCreation } from './readCreation.ts';
import { type HookContent, readFields } from './readFields.ts';
import { readPost } from './readPost.ts';
import { readReportedError } from './readReportedError.ts';
import { readNote } from './readWords.ts';

/** Bytes of the body of a call. */
export const LONGEST_BODY = HOOK_LIMITS.body;

/**
 * Reads a call of a publishing program. Pure.
 *
 * @param now ms since the epoch
 * @throws {HookCallError} that names the field at fault, and what to send instead
 */
export function readHookCall(content: HookContent, now: number): HookCall {
  const fields = readFields(content);
  const containers = readContainers(fields);
  const facts = { note: readNote(fields.note), createdAt: readCreation(fields, now) };
  const post = readPost(fields);
  const [container] = containers;
  if (fields.error !== undefined) {
    if (post !== undefined)
      throw new HookCallError(
        'error',
        'A container is published, or there was an error: send published or error, not both.',
      );
    if (containers.length > 1)
      throw new HookCallError('containers', 'An error is about one container. Send one call for each.');
    return { ...facts, kind: 'error', container, error: readReportedError(fields.error) };
  }
  if (container === undefined)
    throw new HookCallError(
      'container',
      post === undefined
        ? 'The call names no container. Send container with the id that Threads returned, such as {"container":"17880000000000001"}.'
        : 'A published post needs its container: send the id of the container beside it, as container.',
    );
  if (post === undefined) return { ...facts, kind: 'watch', containers };
  if (containers.length > 1)
    throw new HookCallError('containers', 'A post is made of one container. Send one call for each.');
  return { ...facts, kind: 'published', container, post };
}
