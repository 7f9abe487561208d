import type { Command, Person } from '../../../../commands/command.ts';
import { UserError } from '../../../../commands/userError.ts';
import { refusal } from '../../../messages/replies/refusal.ts';
import { code, text } from '../../../messages/text.ts';
import { parseLine } from '../../text/parseLine.ts';
import { readButtonValue } from '../render/buttonValue.ts';
import { answerableSchema, blockActionsSchema, slashCommandSchema } from './payloads.ts';
import type { Client } from './request.ts';
import { unwrapText } from './unwrapText.ts';

export interface Reader {
  /** The one team that we serve. */
  readonly teamId: string;
  readonly managers: ReadonlySet<string>;
  /** What can be typed. */
  readonly commands: readonly Command[];
}

/** What a slash command asks for. @returns `undefined` where nobody could be answered */
export function readCommand(body: unknown, reader: Reader): Client | undefined {
  const payload = slashCommandSchema.safeParse(body).data;
  if (payload === undefined) return refuseUnreadable(body);
  const { team_id, channel_id, user_id, response_url } = payload;
  return {
    ...whoAndWhere(team_id, channel_id, user_id, reader),
    responseUrl: response_url,
    replaces: false,
    request: team_id === reader.teamId ? readLine(unwrapText(payload.text), reader) : refuseTeam(team_id),
  };
}

/** What a press of a button asks for. @returns `undefined` where nobody could be answered */
export function readPress(body: unknown, reader: Reader): Client | undefined {
  const payload = blockActionsSchema.safeParse(body).data;
  const channel = payload?.channel?.id ?? payload?.container?.channel_id;
  if (payload === undefined || channel === undefined) return refuseUnreadable(body);
  const team = payload.team?.id ?? payload.user.team_id ?? '';
  const asked = readButtonValue(payload.actions[0]?.value);
  return {
    ...whoAndWhere(team, channel, payload.user.id, reader),
    responseUrl: payload.response_url,
    replaces: asked?.page !== undefined,
    request:
      team !== reader.teamId
        ? refuseTeam(team)
        : asked === undefined
          ? refusePress()
          : { kind: 'invoke', asked, withWatches: false },
  };
}

function whoAndWhere(team: string, channel: string, user: string, { managers }: Reader) {
  const person: Person = { id: user, isManager: managers.has(user) };
  return { channel: { platform: 'slack', workspace: team, id: channel }, person } as const;
}

/** Nothing typed at all asks for help, and for what this channel watches. */
function readLine(line: string, { commands }: Reader): Client['request'] {
  try {
    return { kind: 'invoke', asked: parseLine(line, commands), withWatches: line.trim() === '' };
  } catch (error) {
    if (error instanceof UserError) return { kind: 'refuse', card: error.card };
    throw error;
  }
}

/** Never silent: whoever waits for an answer gets one. */
function refuseUnreadable(body: unknown): Client | undefined {
  const url = answerableSchema.safeParse(body).data?.response_url;
  if (url === undefined) return undefined;
  const nowhere = { platform: 'slack', workspace: '', id: '' } as const;
  const { card } = new UserError(
    text`What Slack sent can’t be read.`,
    'help',
    text`to see what can be asked.`,
  );
  return {
    channel: nowhere,
    person: { id: '', isManager: false },
    responseUrl: url,
    replaces: false,
    request: { kind: 'refuse', card },
  };
}

function refuseTeam(team: string): Client['request'] {
  const card = refusal(
    text`This Threadwatch serves another workspace, and can’t answer here.`,
    text`Its operator can run one for this workspace; its id is ${code(team)}`,
  );
  return { kind: 'refuse', card };
}

function refusePress(): Client['request'] {
  const { card } = new UserError(
    text`That button is of another version of Threadwatch, and does nothing any more.`,
    'help',
    text`to see what can be asked.`,
  );
  return { kind: 'refuse', card };
}
