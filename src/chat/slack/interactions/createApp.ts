import { App, type Logger, type Receiver, SocketModeReceiver, type webApi } from '@slack/bolt';
import type { Log } from '../../../log.ts';
import { type ReadOptions, readCommand, readPress } from './readRequest.ts';
import type { SlackRequest } from './slackRequest.ts';

export interface AppParts {
  readonly botToken: string;
  readonly receiver: Receiver;
  readonly clientOptions: webApi.WebClientOptions;
  readonly logger: Logger;
  readonly log: Log;
  readonly identity: { readonly botId: string | undefined; readonly botUserId: string | undefined };
  readonly readOptions: ReadOptions;
  readonly onRequest: (request: SlackRequest) => void;
}

/** Sent with the acknowledgement of a slash command: its answer will be for the person alone. */
const EPHEMERAL = { response_type: 'ephemeral' } as const;

/** A Bolt app that acknowledges each event from Slack before anything else. */
export async function createApp(parts: AppParts): Promise<App> {
  const { botToken, receiver, clientOptions, logger, log, identity, readOptions, onRequest } = parts;
  const { botId, botUserId } = identity;
  const app = new App({
    receiver,
    socketMode: receiver instanceof SocketModeReceiver,
    // The identity is known already. Bolt would ask for it with each event, and slow it down.
    authorize: async () => ({ botToken, ...(botId && { botId }), ...(botUserId && { botUserId }) }),
    clientOptions,
    logger,
    convoStore: false,
    deferInitialization: true,
  });
  await app.init();
  const pass = (request: SlackRequest | undefined): void => {
    if (request === undefined) log.warn('Slack sent something that can’t be read; nothing was done');
    else onRequest(request);
  };
  const acknowledge = async (ack: () => Promise<void>): Promise<void> => {
    // The command runs also where the connection ends before the acknowledgement.
    await ack().catch((err) => log.warn({ err }, 'Slack did not accept an acknowledgement'));
  };
  app.command(/.*/, async ({ ack, body }) => {
    await acknowledge(() => ack(EPHEMERAL));
    pass(readCommand(body, readOptions));
  });
  app.action({ type: 'block_actions' }, async ({ ack, body }) => {
    await acknowledge(() => ack());
    pass(readPress(body, readOptions));
  });
  app.error(async (err) => log.error({ err }, 'an event from Slack failed in the bot'));
  return app;
}
