import { HTTPReceiver, type Logger, type Receiver, SocketModeReceiver } from '@slack/bolt';
import type { Log } from '../../../log.ts';
import { createProxyDispatcher } from '../../../network/createProxyDispatcher.ts';
import type { ProxySettings } from '../../../proxy.ts';
import type { FinalPlatformError } from '../../platform.ts';
import type { Reachability } from '../../reachability.ts';
import { createClientOptions } from './clientOptions.ts';
import { filterFrames } from './filterFrames.ts';
import { EVENTS_PATH, HttpTransport } from './httpTransport.ts';
import type { SlackSettings } from './slackSettings.ts';
import { SocketTransport } from './socketTransport.ts';
import type { Transport } from './transport.ts';

export interface TransportParts {
  readonly settings: SlackSettings;
  readonly logger: Logger;
  readonly log: Log;
  readonly random: () => number;
  readonly proxy: ProxySettings | undefined;
  readonly reachability: Reachability;
  readonly onFinal: (error: FinalPlatformError) => void;
}

/** Bolt's receiver, and our transport around it. */
export interface TransportPair {
  readonly receiver: Receiver;
  readonly transport: Transport;
}

/** Socket Mode where there is an app token, else signed HTTP. */
export function createTransport(parts: TransportParts): TransportPair {
  const { settings, logger, log, proxy } = parts;
  const { appToken, signingSecret = '', host, port, apiUrl } = settings;
  if (appToken === undefined) {
    const receiver = new HTTPReceiver({ signingSecret, endpoints: EVENTS_PATH, logger });
    return { receiver, transport: new HttpTransport({ host, port, signingSecret, receiver, log }) };
  }
  const receiver = new SocketModeReceiver({
    appToken,
    logger,
    ...(proxy && { dispatcher: createProxyDispatcher(proxy) }),
    autoReconnectEnabled: false,
    processEventErrorHandler: async ({ error: err }) => {
      log.warn({ err }, 'Bolt can’t read what Slack sent; nothing was done');
      // Acknowledged, or Slack would send it again.
      return true;
    },
    installerOptions: { clientOptions: createClientOptions(apiUrl, logger, proxy) },
  });
  const transport = new SocketTransport({ ...parts, receiver });
  filterFrames(receiver.client, log, (reason) => transport.onDisconnect(reason));
  return { receiver, transport };
}
