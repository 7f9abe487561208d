import {
  GatewayDispatchEvents,
  SimpleShardingStrategy,
  type WebSocketOptions,
  WebSocketShardDestroyRecovery,
  WebSocketShardStatus,
} from 'discord.js';
import type { Log } from '../../../log.ts';
import { describeFault } from '../rest/describeFault.ts';
import { type Packet, serverSchema } from './packet.ts';

type Manager = Parameters<NonNullable<WebSocketOptions['buildStrategy']>>[0];

/** One connection of discord.js', as far as we take part in it. */
interface Shard {
  readonly status: WebSocketShardStatus;
  destroy(options: { readonly recover: WebSocketShardDestroyRecovery }): Promise<void>;
  onMessage(...frame: unknown[]): Promise<void>;
  listeners(event: 'dispatch'): readonly Relay[];
  removeAllListeners(event: 'dispatch'): void;
  on(event: 'dispatch', relay: Relay): void;
}

type Relay = (payload: { readonly data: Packet }) => void;

export interface ShardsOptions {
  readonly log: Log;
  /** Told of every event before discord.js is; what it throws is in the log. */
  readonly onPacket: (packet: Packet) => void;
}

/** By these discord.js knows that it is connected. It puts none of them off, to where a throw could not be caught. */
const OF_THE_CONNECTION: ReadonlySet<string> = new Set([
  GatewayDispatchEvents.Ready,
  GatewayDispatchEvents.Resumed,
  GatewayDispatchEvents.GuildCreate,
  GatewayDispatchEvents.GuildDelete,
]);

/**
 * The connection of a client, with our ear before discord.js' own: that makes objects of all it hears, throws where a
 * packet holds less than they take, and nobody can catch it. We read packets ourselves; discord.js hears of the
 * connection alone, and of a server no more than its id.
 *
 * @see https://discord.js.org/docs/packages/ws/stable/IShardingStrategy:Interface
 */
export class Shards extends SimpleShardingStrategy {
  readonly #options: ShardsOptions;

  constructor(manager: Manager, options: ShardsOptions) {
    super(manager);
    this.#options = options;
  }

  override async spawn(ids: number[]): Promise<void> {
    await super.spawn(ids);
    // biome-ignore lint/complexity/useLiteralKeys: private, and checked to be there when it is spelt so.
    const shards: Iterable<Shard> = this['shards'].values();
    for (const shard of shards) {
      this.#sift(shard);
      this.#guard(shard);
    }
  }

  #sift(shard: Shard): void {
    const relays = shard.listeners('dispatch');
    shard.removeAllListeners('dispatch');
    shard.on('dispatch', ({ data: packet }) => {
      try {
        this.#options.onPacket(packet);
        if (!OF_THE_CONNECTION.has(packet.t)) return;
        const data = shorten(packet);
        for (const relay of relays) relay({ data });
      } catch (error) {
        this.#note(error, packet);
      }
    });
  }

  /** What is thrown elsewhere while a frame is read ends in a promise that discord.js lets go of. */
  #guard(shard: Shard): void {
    const hear = shard.onMessage.bind(shard);
    shard.onMessage = async (...frame) => {
      try {
        await hear(...frame);
      } catch (error) {
        this.#note(error);
        // Whether the old session goes on was in what can’t be read, and is not said twice.
        if (shard.status === WebSocketShardStatus.Resuming)
          await shard.destroy({ recover: WebSocketShardDestroyRecovery.Reconnect });
      }
    };
  }

  #note(error: unknown, { t: type, d }: Partial<Packet> = {}): void {
    const id = typeof d === 'object' && d !== null && 'id' in d ? d.id : undefined;
    this.#options.log.warn(
      { fault: describeFault(error), type, id },
      'Discord sent something that can’t be read; it was dropped',
    );
  }
}

function shorten(packet: Packet): Packet {
  const { t, d } = packet;
  const isServer = t === GatewayDispatchEvents.GuildCreate || t === GatewayDispatchEvents.GuildDelete;
  return isServer ? { ...packet, d: serverSchema.parse(d) } : packet;
}
