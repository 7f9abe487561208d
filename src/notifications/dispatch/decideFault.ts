/** Refusals of one message, after which it is sent without people's text. The first may be the platform's mistake. */
const REFUSALS = 3;

/**
 * Passing faults, after which a message is tried with less text as well, if others are taken: some platforms fail for a
 * message's words.
 */
const FAULTS = 3;

/** Of a message that shows several notifications, of which most are not at fault. */
const GROUP_FAULTS = 2;

/** Of a group while edits work. By then a fault of moments, in which each try may be taken and denied, is over. */
const GROUP_FAULTS_BESIDE_EDITS = 4;

/** So many different messages that fail, and none that is taken, show that it is not the messages. */
const AGREEING = 2;

/** What is known about a message that was not taken. */
export interface FaultEvidence {
  /** `refused` where the platform answered that it does not take this message. */
  readonly kind: 'refused' | 'passing';
  /** How often it failed, this time included. */
  readonly tries: number;
  /** How many of the tries were refused, this time included. */
  readonly refusals: number;
  /** Whether it shows several notifications, of which the others are not at fault. */
  readonly isGroup: boolean;
  /** Whether the channel took another message since this one first failed. */
  readonly othersTaken: boolean;
  /** Whether the channel took an edit since. */
  readonly editsTaken: boolean;
  /** How many messages of the channel fail since it last took one, this one included. */
  readonly failing: number;
  /** Whether the channel is already known to take nothing. */
  readonly channelFails: boolean;
}

/**
 * What follows from it. `retry`: this message alone backs off. `reduce`: it is sent with less text, until the platform
 * takes it. `isolate`: the notifications of a group are tried one by one. `channel-fails`: the fault is the channel's or the platform's, so the whole channel backs off.
 */
export type FaultDecision = 'retry' | 'reduce' | 'isolate' | 'channel-fails';

/**
 * Tells a message that can't be sent from a platform that takes none. The others of a group never wait for the one that
 * is refused, so a group is reduced at once. Pure.
 */
export function decideFault(evidence: FaultEvidence): FaultDecision {
  const { kind, tries, refusals, isGroup, othersTaken, editsTaken, failing, channelFails } = evidence;
  if (kind === 'refused' && (refusals >= REFUSALS || isGroup)) return 'reduce';
  // While nothing else is taken either, the platform is most likely down, and the words are not the reason.
  if (kind === 'passing' && othersTaken && tries >= (isGroup ? GROUP_FAULTS : FAULTS)) return 'reduce';
  // Edits alone do not show that new messages work, but apart the others of the group have their chance.
  if (kind === 'passing' && editsTaken && isGroup && tries >= GROUP_FAULTS_BESIDE_EDITS) return 'isolate';
  if (othersTaken) return 'retry';
  if (channelFails || (kind === 'passing' && failing >= AGREEING)) return 'channel-fails';
  return 'retry';
}
