import type { ChannelRef } from '../../../src/channelRef.ts';
import { MINUTE, SECOND } from '../../../src/duration.ts';
import { GUILD } from '../../chat/discord/double/payloads.ts';
import type { SeededWatch } from '../support/seedWatches.ts';

/** The interval of the rounds, which run at every fifth second of the clock. */
const ROUND = 5 * SECOND;

/** The time that the bot has to start and connect. */
const HEAD_START = 3 * SECOND;

/** How many containers fail in each of these rounds; each is in a channel of its own. */
const SINGLES = { rounds: 2, perRound: 40 };

export const BURST = 1_000;
export const BURST_CHANNEL = '1320000000000000000';

/** How many containers each `watch` command named. */
export const PER_MESSAGE = 20;

/** Creates watches of failed containers: first some in many channels, then many in one channel. */
export function createOutbreak(now: number): SeededWatch[] {
  const first = Math.ceil((now + HEAD_START) / ROUND) * ROUND;
  const singles = Array.from({ length: SINGLES.rounds * SINGLES.perRound }, (_, index) =>
    watch(
      index,
      String(1_310_000_000_000_000_000n + BigInt(index)),
      first + Math.floor(index / SINGLES.perRound) * ROUND,
    ),
  );
  const together = Array.from({ length: BURST }, (_, index) =>
    watch(singles.length + index, BURST_CHANNEL, first + SINGLES.rounds * ROUND),
  );
  return [...singles, ...together];
}

function watch(index: number, channelId: string, round: number): SeededWatch {
  const channel: ChannelRef = { platform: 'discord', workspace: GUILD, id: channelId };
  return {
    account: 'brand',
    container: `179${String(index).padStart(14, '0')}`,
    channel,
    createdAt: round - 2 * MINUTE,
    // Due just before its round, so that an earlier round does not check it.
    nextCheckAt: round - SECOND,
    checks: 2,
    status: 'IN_PROGRESS',
  };
}
