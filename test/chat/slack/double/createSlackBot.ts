import { createSlackPlatform } from '../../../../src/chat/slack/createSlackPlatform.ts';
import { TestBot } from '../../testBot.ts';

/** The Slack platform on a double or an emulator of Slack; `port` is where it listens over signed HTTP. */
export function createSlackBot(
  { environment }: { readonly environment: Readonly<Record<string, string>> },
  { port = 0 }: { readonly port?: number } = {},
): TestBot {
  const {
    SLACK_BOT_TOKEN: botToken = '',
    SLACK_APP_TOKEN: appToken,
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_API_URL: apiUrl = '',
  } = environment;
  const settings = { botToken, appToken, signingSecret, host: '127.0.0.1', port, apiUrl };
  return new TestBot((options) => createSlackPlatform(settings, options));
}
