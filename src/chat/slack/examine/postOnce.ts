import type { Card } from '../../../messages/card.ts';
import type { PostOutcome } from '../../postOutcome.ts';
import { createAccessClient, type SlackAccess } from '../checkTokens.ts';
import { explainFailure } from '../delivery/explainFailure.ts';
import { renderMessage } from '../render/renderMessage.ts';

export interface PostContext {
  /** The bot's name in the workspace, without the @. */
  readonly botName: string;
  readonly commandName: string;
}

/** Posts one message, to show that the bot can. Never rejects. @param channel an id, or a name after # */
export async function postOnce(
  access: SlackAccess,
  channel: string,
  card: Card,
  { botName, commandName }: PostContext,
): Promise<PostOutcome> {
  try {
    const { message } = await createAccessClient(access).chat.postMessage({
      ...renderMessage(card, { commandName }),
      channel,
      parse: 'none',
      link_names: false,
      unfurl_links: false,
      unfurl_media: false,
    });
    return { kind: 'posted', app: message?.bot_profile?.app_id };
  } catch (error) {
    return { kind: 'failed', problem: explainFailure(error, { botName, channel }).message };
  }
}
