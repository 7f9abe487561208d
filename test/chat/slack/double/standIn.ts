import { Writable } from 'node:stream';
import type { Invocation } from '../../../../commands/dispatch.ts';
import { typedCommands } from '../../../../commands/table.ts';
import type { Bot, FinalPlatformError, Platform } from '../../../../src/chat/platform.ts';
import { createSlackPlatform } from '../../../../src/chat/slack/createSlackPlatform.ts';
import { createLog } from '../../../../src/log.ts';
import type { Card } from '../../../../src/messages/card.ts';
import { text } from '../../../../src/messages/text.ts';
import { Secrets } from '../../../../src/secrets.ts';
import { ContainerEvents } from '../../../support/containerEvents.ts';

export const CARD: Card = { tone: 'good', title: text`A card`, body: [text`Its body`], buttons: [] };

/** The platform in the test's own process, with a core that only keeps what it is asked. */
export class StandIn {
  readonly platform: Platform;
  readonly asked: Invocation[] = [];
  readonly bound: string[] = [];
  readonly finals: FinalPlatformError[] = [];
  readonly logged: string[] = [];
  readonly events = new ContainerEvents();
  /** What the core does before it answers. */
  work: () => Promise<void> = async () => undefined;
  deliver: () => Promise<void> = async () => undefined;

  constructor(
    { environment }: { environment: Readonly<Record<string, string>> },
    { port = 0 }: { port?: number } = {},
  ) {
    const log = createLog({
      level: 'debug',
      secrets: new Secrets(),
      destination: new Writable({
        write: (line, _encoding, done) => {
          this.logged.push(String(line));
          done();
        },
      }),
    });
    const {
      SLACK_BOT_TOKEN: botToken = '',
      SLACK_APP_TOKEN: appToken,
      SLACK_SIGNING_SECRET: signingSecret,
      SLACK_API_URL: apiUrl = '',
    } = environment;
    this.platform = createSlackPlatform(
      {
        botToken,
        appToken,
        signingSecret,
        host: '127.0.0.1',
        port,
        apiUrl,
      },
      { log, managers: new Set(), onFinal: (error) => this.#end(error) },
    );
  }

  start(): Promise<void> {
    const bot: Bot = {
      commands: typedCommands,
      commandName: 'threads',
      dispatch: async (invocation) => {
        this.asked.push(invocation);
        this.events.stir();
        await this.work();
        return CARD;
      },
      deliver: () => this.deliver(),
      accountNames: () => [],
      suggestWatches: async () => [],
      bindWorkspace: (workspace) => void this.bound.push(workspace),
    };
    return this.platform.start(bot);
  }

  #end(error: FinalPlatformError): void {
    this.finals.push(error);
    this.events.stir();
  }
}
