/** One of the connections that a platform spreads its workspaces over, counted from 0. */
export interface Shard {
  readonly id: number;
  /** How many there are in all. */
  readonly count: number;
}

/**
 * Resolves once this process is sure that a shard is its own, and rejects where it is another's. A platform has one connection
 * of a shard: one that takes up its session ends the connection of whoever had it.
 */
export type EnsureOwned = () => Promise<void>;

/**
 * The connections of a platform that spreads its workspaces over several. They may be in several processes, as long as
 * each is open in one alone.
 */
export interface Shards {
  /**
   * How many there are to be in all. Keeps trying while the platform is away. It resolves only once the platform has accepted
   * the bot: a process that comes to open none finds it out here.
   *
   * @returns `undefined` where everything was closed before
   * @throws FinalPlatformError where the platform refuses the bot for good
   */
  count(): Promise<number | undefined>;
  /**
   * Opens one, and goes on from the event where the process before this one left it. Resolves when it is open, or was
   * closed before.
   *
   * @param ensureOwned called before each connection; without it, the shard is certainly this process's
   * @throws FinalPlatformError where the platform refuses the bot for good
   */
  open(shard: Shard, ensureOwned?: EnsureOwned): Promise<void>;
  /** Closes one, and leaves it for the next process to go on with. */
  close(id: number): Promise<void>;
  /** Closes one that another process has taken over, and writes nothing more about it. */
  abandon(id: number): Promise<void>;
  /** Those that are open or being opened here, in ascending order. */
  readonly owned: readonly number[];
}

/** Opens all of them, for a process that is alone. */
export async function openAllShards(shards: Shards): Promise<void> {
  const count = (await shards.count()) ?? 0;
  await Promise.all(Array.from({ length: count }, (_, id) => shards.open({ id, count })));
}
