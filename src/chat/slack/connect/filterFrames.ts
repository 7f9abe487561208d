import type { SocketModeReceiver } from '@slack/bolt';
import { z } from 'zod';
import type { Log } from '../../../log.ts';
import { classifyPayload } from './classifyPayload.ts';

/** @see https://docs.slack.dev/apis/events-api/using-socket-mode */
const frameSchema = z.object({
  type: z.string(),
  envelope_id: z.string().optional().catch(undefined),
  payload: z.unknown().optional(),
});
type Frame = z.infer<typeof frameSchema>;

const OF_THE_CONNECTION: ReadonlySet<string> = new Set(['hello', 'disconnect']);
const OF_PEOPLE: ReadonlySet<string> = new Set(['slash_commands', 'interactive']);

/**
 * Puts our ear before that of Bolt's client, which throws at a frame that it can't read where nobody can catch it,
 * and tells its listeners of any type that a frame names, its own `close` and `error` among them. What is not for us
 * is acknowledged here: Slack would send it again.
 */
export function filterFrames(client: SocketModeReceiver['client'], log: Log): void {
  const hearers = client.listeners('ws_message');
  client.removeAllListeners('ws_message');
  client.on('ws_message', (data: unknown, isBinary: boolean) => {
    const frame = readFrame(data);
    if (frame === undefined) return void log.warn('Slack sent a frame that can’t be read; it was dropped');
    const { type, envelope_id: envelope, payload } = frame;
    const sorted = classifyPayload(payload);
    if (OF_THE_CONNECTION.has(type) || (OF_PEOPLE.has(type) && sorted.kind === 'ask')) {
      for (const hear of hearers) hear.call(client, data, isBinary);
      return;
    }
    log.info({ envelope: type, ...sorted }, 'Slack sent something that is not for us; nothing was done');
    if (envelope !== undefined)
      client.websocket?.send(JSON.stringify({ envelope_id: envelope, payload: {} }), (err) => {
        if (err) log.warn({ err }, 'Slack did not take an acknowledgement');
      });
  });
}

/** @returns `undefined` where it is none */
function readFrame(data: unknown): Frame | undefined {
  try {
    return frameSchema.safeParse(JSON.parse(String(data))).data;
  } catch {
    return undefined;
  }
}
