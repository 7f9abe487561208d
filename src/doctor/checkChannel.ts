import type { ChannelRef } from '../channelRef.ts';
import { advice, type Finding, fault, fine } from '../messages/findings.ts';
import { command, text } from '../messages/text.ts';
import type { ChatPort } from '../notifications/chatPort.ts';

/**
 * Checks whether the bot can post in a channel.
 *
 * @param personId the caller; a platform may have to show them a message to find out
 * @returns an empty list if the platform can't tell
 */
export async function checkChannel(
  port: ChatPort | undefined,
  channel: ChannelRef,
  personId: string,
): Promise<Finding[]> {
  if (port?.checkChannel === undefined) return [];
  const check = await port.checkChannel(channel, personId);
  switch (check.kind) {
    case 'open':
      return [fine(text`This channel can be posted to`)];
    case 'closed':
      return [fault(text`Nothing can be posted in this channel: ${check.problem}`)];
    case 'unknown':
      return [
        advice(
          text`Whether this channel can be posted to could not be found out: ${check.problem}. Type ${command('doctor')} again in a minute`,
        ),
      ];
  }
}
