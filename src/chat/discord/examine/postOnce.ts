import { Routes } from 'discord-api-types/v10';
import type { Card } from '../../../messages/card.ts';
import type { PostOutcome } from '../../postOutcome.ts';
import { createAccessRest, type DiscordAccess } from '../checkToken.ts';
import { toDeliveryError } from '../delivery/toDeliveryError.ts';
import { renderCard } from '../render/renderCard.ts';

/** Posts one message, to show that the bot can. Never rejects. */
export async function postOnce(
  access: DiscordAccess,
  channelId: string,
  card: Card,
  commandName: string,
): Promise<PostOutcome> {
  try {
    const body = renderCard(card, { commandName });
    await createAccessRest(access).post(Routes.channelMessages(channelId), { body });
    return { kind: 'posted' };
  } catch (error) {
    return { kind: 'failed', problem: toDeliveryError(error, 'post').message };
  }
}
