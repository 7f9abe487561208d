import {
  App,
  type Logger,
  type Receiver,
  SocketModeReceiver,
  type ViewResponseAction,
  type webApi,
} from '@slack/bolt';
import type { Log } from '../../../log.ts';
import { REMOVAL_EVENTS } from '../connect/classifyPayload.ts';
import type { TextOptions } from '../render/renderInline.ts';
import { renderProblem, renderRefusal } from '../render/renderView.ts';
import type { FormMetadata } from './formMetadata.ts';
import { readRemoval } from './readRemoval.ts';
import { readCommand, readPress } from './readRequest.ts';
import type { ReadOptions } from './readRequester.ts';
import { readShortcut } from './readShortcut.ts';
import { readSubmission, type Submission } from './readSubmission.ts';
import type { ReadRequest } from './slackRequest.ts';

export interface AppParts {
  readonly receiver: Receiver;
  readonly clientOptions: webApi.WebClientOptions;
  readonly logger: Logger;
  readonly log: Log;
  readonly readOptions: ReadOptions;
  readonly metadata: FormMetadata;
  /** @param payload what the request was read from */
  readonly onRequest: (request: ReadRequest, payload: unknown) => void;
  /** Called where a team has removed the app, or revoked its token. @param at ms since the epoch */
  readonly onRemoved: (team: string, at: number) => void;
}

/** Sent with the acknowledgement of a slash command: its answer will be for the person alone. */
const EPHEMERAL = { response_type: 'ephemeral' } as const;

/** A Bolt app that acknowledges each event from Slack before anything else. */
export async function createApp(parts: AppParts): Promise<App> {
  const { receiver, clientOptions, logger, log, readOptions, metadata, onRequest, onRemoved } = parts;
  const { commandName } = readOptions;
  const app = new App({
    receiver,
    socketMode: receiver instanceof SocketModeReceiver,
    // Bolt acknowledges and calls nothing, so it gets no token: it could call one team with that of another.
    authorize: async () => ({}),
    clientOptions,
    logger,
    convoStore: false,
    deferInitialization: true,
  });
  await app.init();
  const pass = (request: ReadRequest | undefined, payload: unknown): void => {
    if (request === undefined) log.warn('Slack sent something that can’t be read; nothing was done');
    else onRequest(request, payload);
  };
  const acknowledge = async (ack: () => Promise<void>): Promise<void> => {
    // The command runs also where the connection ends before the acknowledgement.
    await ack().catch((err) => log.warn({ err }, 'Slack did not accept an acknowledgement'));
  };
  app.command(/.*/, async ({ ack, body }) => {
    await acknowledge(() => ack(EPHEMERAL));
    pass(readCommand(body, readOptions), body);
  });
  app.action({ type: 'block_actions' }, async ({ ack, body }) => {
    await acknowledge(() => ack());
    pass(readPress(body, readOptions), body);
  });
  app.shortcut({ type: 'message_action' }, async ({ ack, body }) => {
    await acknowledge(() => ack());
    pass(readShortcut(body, readOptions), body);
  });
  app.view({ type: 'view_submission' }, async ({ ack, body }) => {
    const submission = readSubmission(body, metadata, readOptions);
    await acknowledge(() => ack(writeResponse(submission, { commandName })));
    if (submission.kind === 'request') onRequest(submission.request, body);
  });
  for (const event of REMOVAL_EVENTS)
    app.event(event, async ({ body }) => {
      const removal = readRemoval(body);
      if (removal !== undefined) onRemoved(removal.team, removal.at);
    });
  app.error(async (err) => log.error({ err }, 'an event from Slack failed in the bot'));
  return app;
}

/** What becomes of a form that was sent: it is closed, or it stays open and says why. */
function writeResponse(submission: Submission, options: TextOptions): ViewResponseAction | undefined {
  switch (submission.kind) {
    case 'request':
      return undefined;
    case 'problems': {
      const problems = [...submission.problems];
      return {
        response_action: 'errors',
        errors: Object.fromEntries(problems.map(([option, card]) => [option, renderProblem(card, options)])),
      };
    }
    case 'refuse':
      return { response_action: 'update', view: renderRefusal(submission.card, options) };
  }
}
