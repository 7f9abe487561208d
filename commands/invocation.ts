import type { ChannelRef } from '../src/channelRef.ts';
import type { Person } from './command.ts';

/** A command that a person typed, or that their button runs. */
export interface Invocation {
  readonly command: string;
  readonly args: Readonly<Record<string, string | undefined>>;
  readonly channel: ChannelRef;
  /** What people call the channel, where its platform says so. */
  readonly channelName?: string | undefined;
  readonly person: Person;
}
