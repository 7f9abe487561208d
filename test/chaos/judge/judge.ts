import type { History } from '../history.ts';
import type { Transcript } from '../transcript.ts';
import { ACCOUNTS, accountsOf, channelOf } from '../world.ts';
import { findChannelWatch } from './channelWatch.ts';
import { countDoubts } from './delays.ts';
import { judgeFlushes } from './flushes.ts';
import { judgeLive } from './liveMessages.ts';
import { judgeOutages } from './outages.ts';
import { judgeOwed } from './owedAlerts.ts';
import { judgeQuotas } from './quotas.ts';
import { readTellings } from './readMessage.ts';
import { countRepeated, findWrong } from './trueAlerts.ts';
import { sumUp, type Verdict } from './verdict.ts';

/**
 * What should each channel have been told, when, and what not? Judged from what Threads did and what people typed alone,
 * by the rules as the documents state them, and held against what was told.
 *
 * @param channels those that the transcript is about; all by default
 */
export function judge(
  history: History,
  transcript: Transcript,
  channels: readonly number[] = Array.from({ length: history.channels }, (_, index) => index),
): Verdict {
  const isLost = (channel: number): boolean =>
    history.events.some((each) => each.kind === 'channel lost' && each.channel === channel);
  return sumUp([
    { wrong: transcript.faults },
    ...channels.flatMap((channel) => judgeStrangers(transcript, channel)),
    ...channels
      .filter((channel) => !isLost(channel))
      .flatMap((channel) => judgeChannel(history, transcript, channel)),
  ]);
}

function judgeChannel(history: History, transcript: Transcript, channel: number): Partial<Verdict>[] {
  const told = transcript.told.filter((each) => each.channel === channelOf(channel).id);
  const allTellings = readTellings(told);
  const tellings = allTellings.filter(({ isAgain }) => !isAgain);
  const watchings = history.containers.flatMap(
    (_, container) => findChannelWatch(history, transcript, channel, container) ?? [],
  );
  // What a watch had told is not known any more once it was put back.
  const startsOf = (id: string) => watchings.find((each) => each.id === id)?.startsAnew ?? [];
  const duplicates = countRepeated(tellings, startsOf, history.threadsFaults.length);
  const list = transcript.lists[channel] ?? '';
  const isExplained = duplicates <= countDoubts(transcript);
  return [
    ...watchings.flatMap((watching) => [
      ...judgeOwed(watching, allTellings),
      ...judgeLive(watching, told),
      ...tellings
        .filter(({ id }) => id === watching.id)
        .map((telling) => ({ wrong: findWrong(watching, telling) })),
    ]),
    ...judgeFlushes(history, transcript, channel, watchings),
    ...judgeOutages(history, transcript, channel),
    ...ACCOUNTS.flatMap((_, account) => judgeQuotas(history, transcript, channel, account)),
    {
      duplicates,
      wrong: [
        ...(isExplained ? [] : [`c${channel + 1}: ${duplicates} messages came again`]),
        ...(list.includes('watches nothing') ? [] : [`c${channel + 1} still watches: ${list}`]),
      ],
    },
  ];
}

/** Nothing of another workspace's account is said in a channel, and no note of another channel. */
function judgeStrangers({ told }: Transcript, channel: number): Partial<Verdict>[] {
  const { id } = channelOf(channel);
  const strangers = ACCOUNTS.filter((_, index) => !accountsOf(channel).includes(index));
  return told
    .filter((each) => each.channel === id)
    .flatMap(({ versions }) => versions)
    .map(({ words }) => ({
      wrong: [
        ...strangers
          .filter(({ name }) => words.includes(name))
          .map(({ name }) => `${id}: a message names ${name}, which its workspace may not know`),
        ...[...words.matchAll(/note \d+ for (c\d)\./g)]
          .filter(([, owner]) => owner !== id)
          .map(([note]) => `${id}: a message has a note of another channel: ${note}`),
      ],
    }));
}
