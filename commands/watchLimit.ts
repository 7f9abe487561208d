import { text } from '../src/messages/text.ts';
import { WatchLimitError, type WatchScope } from '../src/watches/watchLimits.ts';
import { UserError } from './userError.ts';

const WHOSE: Readonly<Record<WatchScope, string>> = {
  channel: 'in this channel',
  person: 'that you began in this workspace',
  workspace: 'in this workspace',
};

/** @throws UserError where more would be watched than may be; any other error as it is */
export function explainWatchLimit(error: unknown): never {
  if (!(error instanceof WatchLimitError)) throw error;
  const { scope, count, limit } = error.exceeded;
  throw new UserError(
    text`No new watch was begun: ${count} watches run ${WHOSE[scope]}, and at most ${limit} can.`,
    'watches',
    text`to see those of this channel, and end with unwatch what nobody needs. Watches that end by themselves make room too.`,
  );
}
