import type { Command } from '../../../../commands/command.ts';
import type { ChannelRef } from '../../../channelRef.ts';
import type { Card } from '../../../messages/card.ts';
import type { RequestPerson } from '../../forwardedRequest.ts';
import { guestRefused, teamRefused } from './requestRefusals.ts';

export interface ReadOptions {
  /** Whether the bot serves a team. */
  readonly serves: (team: string) => boolean;
  readonly managers: ReadonlySet<string>;
  readonly publishers?: ReadonlySet<string> | undefined;
  readonly commands: readonly Command[];
  /** The name after the slash. */
  readonly commandName: string;
}

/** The person, and the channel where they did something. */
export interface Requester {
  readonly channel: ChannelRef;
  readonly person: RequestPerson;
}

export function readRequester(
  team: string,
  channel: string,
  user: string,
  { managers, publishers }: Pick<ReadOptions, 'managers' | 'publishers'>,
): Requester {
  const isPublisher = publishers?.has(user) ?? false;
  const person = { id: user, isManager: managers.has(user), isPublisher };
  return { channel: { platform: 'slack', workspace: team, id: channel }, person };
}

/** Where a payload of a button, a shortcut or a form says that it comes from. */
interface Origin {
  readonly team?: { readonly id: string } | null | undefined;
  readonly user: {
    readonly id: string;
    readonly team_id?: string | undefined;
    readonly username?: string | undefined;
    readonly name?: string | undefined;
  };
}

/** The team of the channel. */
export function teamOf({ team, user }: Origin): string {
  return team?.id ?? user.team_id ?? '';
}

/** The person's name: presses and forms spell the field in two ways. */
export function nameOf({ user }: Origin): string | undefined {
  return user.username ?? user.name;
}

/** @returns the answer to a person of a team that the bot does not serve, or of another team than the channel's */
export function findStranger(origin: Origin, { serves }: Pick<ReadOptions, 'serves'>): Card | undefined {
  const team = teamOf(origin);
  if (!serves(team)) return teamRefused(team);
  // In a channel that several companies share, a person can belong to another workspace than the channel.
  return (origin.user.team_id ?? team) === team ? undefined : guestRefused();
}
