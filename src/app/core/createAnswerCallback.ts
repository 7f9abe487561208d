import { DEFAULT_COMMAND_NAME } from '../../../commands/command.ts';
import type { ChannelRef } from '../../channelRef.ts';
import {
  type CallbackAnswer,
  callbackFault,
  callbackPage,
  type RequestedIn,
} from '../../connect/callbackPage.ts';
import type { Callback, ConnectService } from '../../connect/connectService.ts';
import type { Dispatcher } from '../../notifications/dispatch/dispatcher.ts';
import type { ThreadwatchParts } from './threadwatchParts.ts';

type CallbackParts = Pick<ThreadwatchParts, 'chats' | 'log' | 'commandName'>;

/** Creates what answers a browser that returns from Threads' consent page; it never rejects. */
export function createAnswerCallback(
  { chats, log, commandName = DEFAULT_COMMAND_NAME }: CallbackParts,
  connectService: ConnectService,
  dispatcher: Pick<Dispatcher, 'deliver'>,
): (callback: Callback) => Promise<CallbackAnswer> {
  return async (callback) => {
    try {
      const { outcome, channel, channelName } = await connectService.handleCallback(callback);
      // The page does not wait for the channel to be told; what is not sent now is sent by a job.
      if (outcome.kind === 'connected' && channel !== undefined)
        dispatcher.deliver(channel).catch((err: unknown) => log.warn({ err }, 'a channel is told later'));
      return callbackPage(outcome, channel && describeRequest(channel, channelName, chats), commandName);
    } catch (err) {
      log.error({ err }, 'an account could not be connected because of a fault on our side');
      return callbackFault();
    }
  };
}

const APPS: ReadonlyMap<string, string> = new Map([
  ['discord', 'Discord'],
  ['slack', 'Slack'],
]);

function describeRequest(
  channel: ChannelRef,
  channelName: string | undefined,
  chats: ThreadwatchParts['chats'],
): RequestedIn | undefined {
  const named = chats.get(channel.platform)?.describeChannel?.(channel);
  return named && { ...named, app: APPS.get(channel.platform) ?? 'your chat', channel: channelName };
}
