import { createSlackPlatform } from '../../../../src/chat/slack/createSlackPlatform.ts';
import type { PeopleStore } from '../../../../src/chat/slack/teams/people.ts';
import { TestBot } from '../../testBot.ts';

/** Keeps no names. */
const noPeople: PeopleStore = { load: async () => undefined, save: async () => undefined };

/** The Slack platform on a double or an emulator of Slack; `port` is where it listens over signed HTTP. */
export function createSlackBot(
  { environment }: { readonly environment: Readonly<Record<string, string>> },
  { port = 0, people = noPeople }: { readonly port?: number; readonly people?: PeopleStore } = {},
): TestBot {
  const {
    SLACK_BOT_TOKEN: botToken = '',
    SLACK_APP_TOKEN: appToken,
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_API_URL: apiUrl = '',
  } = environment;
  const teams = { kind: 'one', botToken } as const;
  const settings = { teams, appToken, signingSecret, host: '127.0.0.1', port, apiUrl };
  return new TestBot((options) => createSlackPlatform(settings, { ...options, peopleOf: () => people }));
}
