// A program for the bench: the smallest Bolt app that acknowledges a command and then answers it.
import { App, LogLevel } from '@slack/bolt';

const { SLACK_BOT_TOKEN = '', SLACK_APP_TOKEN, SLACK_SIGNING_SECRET = '', SLACK_API_URL = '' } = process.env;
const { PORT = '0' } = process.env;
const clientOptions = { slackApiUrl: SLACK_API_URL };
const app = new App({
  token: SLACK_BOT_TOKEN,
  clientOptions,
  logLevel: LogLevel.ERROR,
  ...(SLACK_APP_TOKEN === undefined
    ? { signingSecret: SLACK_SIGNING_SECRET }
    : { appToken: SLACK_APP_TOKEN, socketMode: true, installerOptions: { clientOptions } }),
});
app.command('/threads', async ({ ack, respond }) => {
  await ack();
  await respond({ response_type: 'ephemeral', text: 'Done.' });
});
await app.start({ host: '127.0.0.1', port: Number(PORT) });
process.send?.('ready');
