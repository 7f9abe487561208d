// A program for the bench: the parts that any such bot is made of, connected, and nothing else. discord.js logs in to
// Discord, Bolt to Slack by Socket Mode; node-cron runs a job, Keyv keeps a record in SQLite, and undici makes a call.
import { flushCompileCache } from 'node:module';
import { DatabaseSync } from 'node:sqlite';
import { App, LogLevel } from '@slack/bolt';
import { Client, Events, GatewayIntentBits } from 'discord.js';
import { Keyv } from 'keyv';
import cron from 'node-cron';
import { request } from 'undici';

const { DISCORD_API_URL = '', DISCORD_TOKEN = '', THREADS_API_URL = '', STORE_FILE = '' } = process.env;
const { SLACK_BOT_TOKEN = '', SLACK_APP_TOKEN = '', SLACK_API_URL = '' } = process.env;

const database = new DatabaseSync(STORE_FILE);
database.exec('CREATE TABLE IF NOT EXISTS records (key TEXT PRIMARY KEY, value TEXT NOT NULL)');
const get = database.prepare('SELECT value FROM records WHERE key = ?');
const set = database.prepare('INSERT OR REPLACE INTO records VALUES (?, ?)');
const store = new Keyv({
  store: {
    get(key: string) {
      const { value } = get.get(key) ?? {};
      return value;
    },
    set: (key: string, value: string) => void set.run(key, value),
    delete: () => false,
    clear: () => undefined,
  },
});
await store.set('started', Date.now());

cron.schedule('*/5 * * * * *', () => undefined);
await (await request(`${THREADS_API_URL}/me`)).body.text();

const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: DISCORD_API_URL } });
const clientOptions = { slackApiUrl: SLACK_API_URL };
const app = new App({
  token: SLACK_BOT_TOKEN,
  appToken: SLACK_APP_TOKEN,
  socketMode: true,
  clientOptions,
  installerOptions: { clientOptions },
  logLevel: LogLevel.ERROR,
});
const isReady = new Promise<unknown>((resolve) => client.once(Events.ClientReady, resolve));
await Promise.all([client.login(DISCORD_TOKEN), isReady, app.start()]);
process.send?.('ready');
flushCompileCache();
