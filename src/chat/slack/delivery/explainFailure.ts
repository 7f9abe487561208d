import { DeliveryError } from '../../../notifications/chatPort.ts';
import { codeOf, isAnswered, retryAfterOf } from '../connect/slackErrors.ts';

export interface FailureContext {
  /** The bot's name in the workspace, without the @. */
  readonly botName: string;
  readonly channel: string;
}

type Reason = (context: FailureContext) => string;

const invite: Reason = ({ botName }) => `to let Threadwatch in, type /invite @${botName} there`;

/** The ids of direct messages; nobody can be invited there. */
const DIRECT = /^D/;

const notIn: Reason = (context) =>
  DIRECT.test(context.channel)
    ? 'Threadwatch is no part of this direct message; use a channel instead'
    : `Threadwatch is not in the channel; ${invite(context)}`;

const restricted: Reason = () => 'only some members may post there';

/** The codes that end a channel's subscriptions, each with the reason as a clause for people. */
const LASTING: Readonly<Record<string, Reason>> = {
  not_in_channel: notIn,
  channel_not_found: (context) =>
    DIRECT.test(context.channel)
      ? notIn(context)
      : `the channel is gone, or private and Threadwatch is not in it; ${invite(context)}`,
  is_archived: () => 'the channel is archived',
  restricted_action: restricted,
  restricted_action_read_only_channel: restricted,
  restricted_action_thread_only_channel: () => 'only threads can be posted there',
  restricted_action_non_threadable_channel: restricted,
  user_is_restricted: restricted,
  cannot_dm_bot: () => 'Slack lets no app write to another one',
  messages_tab_disabled: () => 'the app takes no direct messages',
  user_not_found: () => 'Slack does not know that person',
  user_disabled: () => 'that person has left',
  ekm_access_denied: () => 'the workspace’s administrators have suspended posting there',
  missing_scope: () =>
    'the app lacks the scope chat:write; its operator should reinstall it from its manifest',
  no_permission: () => 'the app may not post there; its operator should reinstall it from its manifest',
  access_denied: () => 'Slack denies Threadwatch access to it',
  enterprise_is_restricted: () => 'the workspace’s administrators forbid it',
  team_access_not_granted: () => 'Threadwatch may not enter that workspace',
  invalid_auth: () => 'Slack refuses Threadwatch’s token for it',
  not_authed: () => 'Slack refuses Threadwatch’s token for it',
  token_revoked: () => 'Threadwatch was removed from the workspace',
  token_expired: () => 'Threadwatch’s token has expired',
  account_inactive: () => 'Threadwatch was removed from the workspace',
  user_removed_from_team: () => 'Threadwatch was removed from the workspace',
  org_login_required: () => 'the workspace is being moved to an organisation',
  team_disabled: () => 'the workspace was disabled',
};

/** The message to edit was deleted, or may no longer be edited. */
const GONE: ReadonlySet<string> = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed']);

/** Slack fails by itself, whatever the message says. Any other code that is not listed here is about the message. */
const PASSING: ReadonlySet<string> = new Set([
  'accesslimited',
  'internal_error',
  'message_limit_exceeded',
  'rate_limited',
  'ratelimited',
  'request_timeout',
  'service_unavailable',
  'team_added_to_org',
]);

/** The answer of a gateway to a message that is too large for it. */
const TOO_LARGE = 'http_413';

/** Slack refuses what the message holds; it may accept the text without the blocks. */
const CONTENT: ReadonlySet<string> = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'msg_too_long',
  'no_text',
]);

export function isAboutContent(error: unknown): boolean {
  return CONTENT.has(codeOf(error));
}

/** Classifies a failed call by what becomes of the message. */
export function explainFailure(error: unknown, context: FailureContext): DeliveryError {
  const code = codeOf(error);
  if (GONE.has(code)) return new DeliveryError('message-gone', code, 'the message is gone', { cause: error });
  const reason = Object.hasOwn(LASTING, code) ? LASTING[code] : undefined;
  if (reason !== undefined) return new DeliveryError('lasting', code, reason(context), { cause: error });
  const words = `Slack did not accept the message (${code})`;
  if (code === TOO_LARGE || (isAnswered(error) && !PASSING.has(code)))
    return new DeliveryError('refused', code, words, { cause: error });
  const retryAfter = retryAfterOf(error);
  return new DeliveryError('passing', code, words, {
    cause: error,
    ...(retryAfter !== undefined && { retryAfter }),
  });
}
