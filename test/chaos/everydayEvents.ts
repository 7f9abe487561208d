import type { ChaosChat } from './chaosChat.ts';
import type { Event } from './history.ts';
import type { Command } from './transcript.ts';
import { channelOf } from './world.ts';

/** What people type, and what becomes of channels and their messages. */
export type EverydayEvent = Command | Extract<Event, { kind: 'delete' | 'refuse' | 'channel lost' }>;

const EVERYDAY: Readonly<Record<EverydayEvent['kind'], true>> = {
  watch: true,
  unwatch: true,
  ask: true,
  alerts: true,
  quiet: true,
  snooze: true,
  delete: true,
  refuse: true,
  'channel lost': true,
};

/** Whether it comes about likewise with one process and with several replicas. */
export function isEveryday(event: Event): event is EverydayEvent {
  return event.kind in EVERYDAY;
}

/**
 * Lets it come about.
 *
 * @param chat none before the first process has one
 * @param say has people type it
 */
export async function happenInChat(
  event: EverydayEvent,
  chat: ChaosChat | undefined,
  say: (command: Command) => Promise<void>,
): Promise<void> {
  switch (event.kind) {
    case 'delete':
      return chat?.deleteLatest(channelOf(event.channel).id);
    case 'refuse':
      chat?.refusals.set(channelOf(event.channel).id, event.posts);
      return;
    case 'channel lost':
      chat?.lost.add(channelOf(event.channel).id);
      return;
    default:
      return say(event);
  }
}
