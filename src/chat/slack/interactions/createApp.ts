import { App, type Logger, type Receiver, SocketModeReceiver, type webApi } from '@slack/bolt';
import type { Log } from '../../../log.ts';
import { type Reader, readCommand, readPress } from './readRequest.ts';
import type { Client } from './request.ts';

export interface AppParts {
  readonly botToken: string;
  readonly receiver: Receiver;
  readonly clientOptions: webApi.WebClientOptions;
  readonly logger: Logger;
  readonly log: Log;
  readonly identity: { readonly botId: string | undefined; readonly botUserId: string | undefined };
  readonly reader: Reader;
  readonly take: (ask: Client) => void;
}

/** The only kind of answer there is; Slack takes it as the acknowledgement too. */
const EPHEMERAL = { response_type: 'ephemeral' } as const;

/** Bolt, with what it hears from Slack acknowledged before anything else is done. */
export async function createApp(parts: AppParts): Promise<App> {
  const { botToken, receiver, clientOptions, logger, log, identity, reader, take } = parts;
  const { botId, botUserId } = identity;
  const app = new App({
    receiver,
    socketMode: receiver instanceof SocketModeReceiver,
    // Who we are has been asked already; to ask again for each event would only slow it down.
    authorize: async () => ({ botToken, ...(botId && { botId }), ...(botUserId && { botUserId }) }),
    clientOptions,
    logger,
    convoStore: false,
    deferInitialization: true,
  });
  await app.init();
  const pass = (ask: Client | undefined): void => {
    if (ask === undefined) log.warn('Slack sent something that can’t be read; nothing was done');
    else take(ask);
  };
  const acknowledge = async (ack: () => Promise<void>): Promise<void> => {
    // A connection that ends right now loses the acknowledgement, not the answer.
    await ack().catch((err) => log.warn({ err }, 'Slack did not take an acknowledgement'));
  };
  app.command(/.*/, async ({ ack, body }) => {
    await acknowledge(() => ack(EPHEMERAL));
    pass(readCommand(body, reader));
  });
  app.action({ type: 'block_actions' }, async ({ ack, body }) => {
    await acknowledge(() => ack());
    pass(readPress(body, reader));
  });
  app.error(async (err) => log.error({ err }, 'an event from Slack failed on our side'));
  return app;
}
