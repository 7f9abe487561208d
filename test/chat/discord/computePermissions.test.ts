import { describe, expect, it } from 'vitest';
import { computePermissions, type Overwrite } from '../../../src/chat/discord/examine/computePermissions.ts';
import { ALL_NEEDED, EMBED, GUILD, ROLE, SEND, VIEW } from './double/payloads.ts';

const USER = '1100000000000000001';
const OTHER_ROLE = '1500000000000000002';

/** What everyone may, what a role of the bot may, and what the channel changes. */
function permissionsOf(
  {
    everyone = 0n,
    own = 0n,
    memberRoles = [ROLE],
  }: { everyone?: bigint; own?: bigint; memberRoles?: string[] },
  overwrites: readonly Overwrite[],
): bigint {
  const roles = [
    { id: GUILD, permissions: String(everyone) },
    { id: ROLE, permissions: String(own) },
    { id: OTHER_ROLE, permissions: String(ALL_NEEDED) },
  ];
  return computePermissions({ guildId: GUILD, ownerId: '1', userId: USER, roles, memberRoles, overwrites });
}

const forId = (id: string, { allow = 0n, deny = 0n }): Overwrite => ({
  id,
  allow: String(allow),
  deny: String(deny),
});

/** @see https://docs.discord.com/developers/topics/permissions#permission-overwrites */
describe('the permissions of the bot in a channel', () => {
  it('are those of everyone and of its own roles, and of no other', () => {
    expect(permissionsOf({ everyone: VIEW, own: SEND }, [])).toBe(VIEW | SEND);
  });

  it('are changed for everyone first, then by its roles, then for itself', () => {
    const denied = forId(GUILD, { deny: VIEW | SEND });
    expect(permissionsOf({ everyone: ALL_NEEDED }, [denied]) & (VIEW | SEND)).toBe(0n);
    const allowed = forId(ROLE, { allow: VIEW });
    expect(permissionsOf({ everyone: ALL_NEEDED }, [allowed, denied]) & (VIEW | SEND)).toBe(VIEW);
    const own = forId(USER, { allow: SEND, deny: EMBED });
    const all = permissionsOf({ everyone: ALL_NEEDED }, [own, allowed, denied]);
    expect(all & (VIEW | SEND | EMBED)).toBe(VIEW | SEND);
  });

  it('let what one role allows win over what another denies', () => {
    const both = { everyone: ALL_NEEDED, memberRoles: [ROLE, OTHER_ROLE] };
    const overwrites = [forId(OTHER_ROLE, { allow: SEND }), forId(ROLE, { deny: SEND })];
    expect(permissionsOf(both, overwrites) & SEND).toBe(SEND);
  });

  it('are not changed by what is for other roles and people', () => {
    const others = [forId(OTHER_ROLE, { deny: VIEW }), forId('1', { deny: VIEW })];
    expect(permissionsOf({ everyone: ALL_NEEDED }, others)).toBe(ALL_NEEDED);
  });

  it('are all for an administrator, whatever the channel denies', () => {
    const denied = forId(USER, { deny: ALL_NEEDED });
    expect(permissionsOf({ own: 8n }, [denied]) & ALL_NEEDED).toBe(ALL_NEEDED);
  });
});
