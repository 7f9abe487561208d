/**
 * The shard that carries the events of a server.
 *
 * @see https://docs.discord.com/developers/events/gateway#sharding
 */
export function shardOf(guildId: string, count: number): number {
  return Number((BigInt(guildId) >> 22n) % BigInt(count));
}
