import { z } from 'zod';
import { UserError } from '../../../commands/userError.ts';
import { type ChannelRef, channelRefSchema } from '../../../src/channelRef.ts';
import type { ForwardedRequest } from '../../../src/chat/forwardedRequest.ts';
import type { Bot, Platform, ReceivingParts } from '../../../src/chat/platform.ts';
import { renderPlain } from '../../../src/chat/terminal/renderCard.ts';
import { parseLine } from '../../../src/chat/text/parseLine.ts';
import type { Card } from '../../../src/messages/card.ts';
import { type ChatPort, DeliveryError, type PostAnswer } from '../../../src/notifications/chatPort.ts';
import { ToyRefusal, ToyServer } from './toyServer.ts';

/** Everything that a fourth platform takes. Cards look as in the terminal. */
export class ToyPlatform implements Platform {
  readonly port: ChatPort;
  readonly #server: ToyServer;

  constructor(server: ToyServer) {
    this.#server = server;
    this.port = new ToyPort(server);
  }

  get isConnected(): boolean {
    return this.#server.onLine !== undefined;
  }

  async start({ commands, onRequest }: ReceivingParts): Promise<void> {
    this.#server.onLine = ({ id, line, channel: name, person }) => {
      const channel = { platform: 'toy', workspace: 'toys', id: name };
      try {
        const body: ToyRequest = { channel, person, ...parseLine(line, commands) };
        void onRequest({ platform: 'toy', workspace: 'toys', id, acknowledged: true, body });
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        this.#server.answer(id, render(error.card));
      }
    };
  }

  async answer({ id, body }: ForwardedRequest, bot: Bot): Promise<void> {
    const { channel, person, command, args } = requestSchema.parse(body);
    const card = await bot.dispatch({ command, args, channel, person: { id: person, isManager: false } });
    this.#server.answer(id, render(card));
    await bot.deliver(channel);
  }

  async stop(): Promise<void> {
    this.#server.onLine = undefined;
  }
}

const requestSchema = z.object({
  channel: channelRefSchema,
  person: z.string(),
  command: z.string(),
  args: z.record(z.string(), z.string()),
});

type ToyRequest = z.infer<typeof requestSchema>;

class ToyPort implements ChatPort {
  readonly platform = 'toy';
  readonly #server: ToyServer;

  constructor(server: ToyServer) {
    this.#server = server;
  }

  async post({ id: channel }: ChannelRef, card: Card, nonce: string): Promise<PostAnswer> {
    const text = render(card);
    const message = explain(() => this.#server.post(channel, text, nonce));
    return { id: message.id, showsCard: message.text === text };
  }

  async edit({ id }: ChannelRef, messageId: string, card: Card): Promise<void> {
    explain(() => this.#server.edit(id, messageId, render(card)));
  }
}

/** A card within the server's limit; `@` would ping. */
function render(card: Card): string {
  const words = renderPlain(card, { commandName: 'threads', now: Date.now(), timeZone: 'UTC' });
  const text = words.replaceAll('@', '(at)');
  return text.length <= ToyServer.mostText ? text : `${text.slice(0, ToyServer.mostText - 1)}…`;
}

const KINDS = { busy: 'passing', closed: 'lasting', 'no such message': 'message-gone' } as const;

function explain<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof ToyRefusal)) throw error;
    const { reason, waitSeconds, message } = error;
    throw new DeliveryError(KINDS[reason], reason, message, {
      cause: error,
      ...(waitSeconds !== undefined && { retryAfter: waitSeconds * 1_000 }),
    });
  }
}
