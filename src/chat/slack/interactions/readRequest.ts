import type { Command, Person } from '../../../../commands/command.ts';
import { seeHelp, UserError } from '../../../../commands/userError.ts';
import { refusal } from '../../../messages/replies/refusal.ts';
import { code, text } from '../../../messages/text.ts';
import { parseLine } from '../../text/parseLine.ts';
import { readButtonValue } from '../render/buttonValue.ts';
import { answerableSchema, blockActionsSchema, slashCommandSchema } from './payloads.ts';
import type { SlackRequest } from './slackRequest.ts';
import { unwrapText } from './unwrapText.ts';

export interface ReadOptions {
  /** The only team that the bot serves. */
  readonly teamId: string;
  readonly managers: ReadonlySet<string>;
  readonly commands: readonly Command[];
}

/** Reads a slash command. @returns `undefined` where there is no address to answer to */
export function readCommand(body: unknown, options: ReadOptions): SlackRequest | undefined {
  const payload = slashCommandSchema.safeParse(body).data;
  if (payload === undefined) return refuseUnreadable(body);
  const { team_id, channel_id, user_id, response_url } = payload;
  return {
    ...readRequester(team_id, channel_id, user_id, options),
    responseUrl: response_url,
    replaces: false,
    content: team_id === options.teamId ? readLine(unwrapText(payload.text), options) : refuseTeam(team_id),
  };
}

/** Reads a press of a button. @returns `undefined` where there is no address to answer to */
export function readPress(body: unknown, options: ReadOptions): SlackRequest | undefined {
  const payload = blockActionsSchema.safeParse(body).data;
  const channel = payload?.channel?.id ?? payload?.container?.channel_id;
  if (payload === undefined || channel === undefined) return refuseUnreadable(body);
  const team = payload.team?.id ?? payload.user.team_id ?? '';
  // In a channel that several companies share, a person can belong to another workspace than the channel.
  const home = payload.user.team_id ?? team;
  const action = readButtonValue(payload.actions[0]?.value);
  return {
    ...readRequester(team, channel, payload.user.id, options),
    responseUrl: payload.response_url,
    replaces: action?.page !== undefined,
    content:
      team !== options.teamId
        ? refuseTeam(team)
        : home !== options.teamId
          ? refuseGuest()
          : action === undefined
            ? refuseButton()
            : { kind: 'run', action, isEmptyLine: false },
  };
}

function readRequester(team: string, channel: string, user: string, { managers }: ReadOptions) {
  const managersAre = text`in Slack, those whose ids the operator lists in MANAGERS; yours is ${code(user)}`;
  const person: Person = { id: user, isManager: managers.has(user), managersAre };
  return { channel: { platform: 'slack', workspace: team, id: channel }, person } as const;
}

function readLine(line: string, { commands }: ReadOptions): SlackRequest['content'] {
  try {
    return { kind: 'run', action: parseLine(line, commands), isEmptyLine: line.trim() === '' };
  } catch (error) {
    if (error instanceof UserError) return { kind: 'refuse', card: error.card };
    throw error;
  }
}

/** A person who waits for an answer gets one, also where the payload can't be read. */
function refuseUnreadable(body: unknown): SlackRequest | undefined {
  const url = answerableSchema.safeParse(body).data?.response_url;
  if (url === undefined) return undefined;
  return {
    channel: { platform: 'slack', workspace: '', id: '' },
    person: { id: '', isManager: false },
    responseUrl: url,
    replaces: false,
    content: { kind: 'refuse', card: seeHelp(text`What Slack sent can’t be read.`).card },
  };
}

function refuseTeam(team: string): SlackRequest['content'] {
  const card = refusal(
    text`This Threadwatch serves another workspace, and can’t answer here.`,
    text`Its operator can run one for this workspace; its id is ${code(team)}`,
  );
  return { kind: 'refuse', card };
}

/** Somebody of another company, in a channel that is shared with it (Slack Connect). */
function refuseGuest(): SlackRequest['content'] {
  const card = refusal(
    text`Only people of the workspace that runs this Threadwatch can use its buttons.`,
    text`Ask one of them in this channel to press it.`,
  );
  return { kind: 'refuse', card };
}

function refuseButton(): SlackRequest['content'] {
  const { card } = seeHelp(
    text`That button is of another version of Threadwatch, and does nothing any more.`,
  );
  return { kind: 'refuse', card };
}
