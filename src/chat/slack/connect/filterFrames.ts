import type { SocketModeReceiver } from '@slack/bolt';
import { z } from 'zod';
import type { Log } from '../../../log.ts';
import { classifyPayload } from './classifyPayload.ts';

/** @see https://docs.slack.dev/apis/events-api/using-socket-mode */
const frameSchema = z.object({
  type: z.string(),
  envelope_id: z.string().optional().catch(undefined),
  payload: z.unknown().optional(),
  /** Why Slack ends the connection. */
  reason: z.string().optional().catch(undefined),
});
type Frame = z.infer<typeof frameSchema>;

const CONNECTION_TYPES: ReadonlySet<string> = new Set(['hello', 'disconnect']);
const REQUEST_TYPES: ReadonlySet<string> = new Set(['slash_commands', 'interactive', 'events_api']);

/**
 * Puts a filter in front of Bolt's client. The client throws at a frame that it can't read, where nobody can catch it. It
 * also emits any type that a frame names as an event, even its own `close` and `error`. A frame that is not for the bot
 * is acknowledged here, or Slack would send it again.
 *
 * @param onDisconnect told why Slack ends the connection, which the client keeps to itself
 */
export function filterFrames(
  client: SocketModeReceiver['client'],
  log: Log,
  onDisconnect: (reason: string | undefined) => void,
): void {
  const listeners = client.listeners('ws_message');
  client.removeAllListeners('ws_message');
  client.on('ws_message', (data: unknown, isBinary: boolean) => {
    const frame = readFrame(data);
    if (frame === undefined) return void log.warn('Slack sent a frame that can’t be read; it was dropped');
    const { type, envelope_id: envelope, payload, reason } = frame;
    if (type === 'disconnect') onDisconnect(reason);
    const payloadClass = classifyPayload(payload);
    if (CONNECTION_TYPES.has(type) || (REQUEST_TYPES.has(type) && payloadClass.kind === 'request')) {
      for (const listener of listeners) listener.call(client, data, isBinary);
      return;
    }
    log.info(
      { envelope: type, ...payloadClass },
      'Slack sent something that is not for us; nothing was done',
    );
    if (envelope !== undefined)
      client.websocket?.send(JSON.stringify({ envelope_id: envelope, payload: {} }), (err) => {
        if (err) log.warn({ err }, 'Slack did not accept an acknowledgement');
      });
  });
}

/** @returns `undefined` where the data is no frame */
function readFrame(data: unknown): Frame | undefined {
  try {
    return frameSchema.safeParse(JSON.parse(String(data))).data;
  } catch {
    return undefined;
  }
}
