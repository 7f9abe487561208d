import { RedisPair } from '../support/redisPair.ts';

/** The servers of all histories that are played on Redis, started for the first of them. */
export class RedisOfRun {
  #pair: Promise<RedisPair | undefined> | undefined;

  /** Emptied; `undefined` where Redis is not installed. */
  async take(): Promise<RedisPair | undefined> {
    this.#pair ??= RedisPair.start().catch((error: unknown) => {
      if (error instanceof Error && error.message.startsWith('redis-server is not installed'))
        return undefined;
      throw error;
    });
    const pair = await this.#pair;
    await pair?.reset();
    return pair;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const pair = await this.#pair;
    await pair?.[Symbol.asyncDispose]();
  }
}
