import { HTTPReceiver, type Logger, type Receiver, SocketModeReceiver } from '@slack/bolt';
import type { Log } from '../../../log.ts';
import type { FinalPlatformError } from '../../platform.ts';
import type { SlackSettings } from '../createSlackPlatform.ts';
import { createClientOptions } from './clientOptions.ts';
import type { Door } from './door.ts';
import { EVENTS_PATH, HttpDoor } from './httpDoor.ts';
import { siftFrames } from './siftFrames.ts';
import { SocketDoor } from './socketDoor.ts';

export interface DoorParts {
  readonly settings: SlackSettings;
  readonly logger: Logger;
  readonly log: Log;
  readonly random: () => number;
  readonly onFinal: (error: FinalPlatformError) => void;
}

/** Bolt's side of a door, and ours. */
export interface DoorPair {
  readonly receiver: Receiver;
  readonly door: Door;
}

/** Socket Mode where there is an app token, else signed HTTP. */
export function createDoor({ settings, logger, log, random, onFinal }: DoorParts): DoorPair {
  const { appToken, signingSecret = '', host, port, apiUrl } = settings;
  if (appToken === undefined) {
    const receiver = new HTTPReceiver({ signingSecret, endpoints: EVENTS_PATH, logger });
    return { receiver, door: new HttpDoor({ host, port, signingSecret, receiver, log }) };
  }
  const receiver = new SocketModeReceiver({
    appToken,
    logger,
    autoReconnectEnabled: false,
    processEventErrorHandler: async ({ error: err }) => {
      log.warn({ err }, 'Bolt can’t read what Slack sent; nothing was done');
      // Slack would send it again.
      return true;
    },
    installerOptions: { clientOptions: createClientOptions(apiUrl, logger) },
  });
  siftFrames(receiver.client, log);
  return { receiver, door: new SocketDoor({ receiver, log, random, onFinal }) };
}
