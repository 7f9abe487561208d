import { describe, expect, it } from 'vitest';
import { findMisspelled } from '../../src/app/findMisspelled.ts';
import { type VariableName, variables } from '../../src/app/variables.ts';

const NAMES = Object.keys(variables) as VariableName[];

function meantBy(name: string): readonly string[] {
  return findMisspelled({ [name]: 'x' }).flatMap(({ meant }) => meant);
}

/** Each name with one slip of a hand at each of its letters. */
function* slipsOf(name: string): Generator<string> {
  for (let at = 1; at < name.length; at += 1) {
    yield name.slice(0, at) + name.slice(at + 1);
    yield `${name.slice(0, at)}X${name.slice(at)}`;
    yield `${name.slice(0, at)}X${name.slice(at + 1)}`;
    yield name.slice(0, at) + (name[at + 1] ?? '') + (name[at] ?? '') + name.slice(at + 2);
  }
}

describe('a variable that is nearly one of ours', () => {
  it.each(NAMES)(
    '%s: any one slip of the hand is found, and the right name is among the suggestions',
    (name) => {
      const missed = [...slipsOf(name)].filter(
        (slip) => slip.length >= 8 && !NAMES.includes(slip as VariableName) && slip !== 'HTTP_PROXY',
      );
      for (const slip of missed)
        expect([slip, meantBy(slip)]).toEqual([slip, expect.arrayContaining([name])]);
    },
  );

  it.each([
    ['discord_token', 'DISCORD_TOKEN'],
    ['THREADS_TOKEN', 'THREADS_ACCESS_TOKEN'],
    ['SLACK_TOKEN', 'SLACK_BOT_TOKEN'],
    ['DISCORD_BOT_TOKEN', 'DISCORD_TOKEN'],
    ['DISCORD_GUILD_ID', 'DISCORD_GUILD_IDS'],
  ])('%s is most likely %s', (name, meant) => expect(meantBy(name)).toContain(meant));

  it.each([
    ...NAMES,
    ...['PATH', 'HOME', 'HOST', 'PORT', 'PAGER', 'MANPAGER', 'TZ', 'NODE_ENV', 'RUST_LOG_LEVEL', 'REDIS_URL'],
    ...['HTTP_PROXY', 'http_proxy', 'https_proxy', 'ALL_PROXY', 'npm_config_loglevel', 'NODE_EXTRA_CA_CERTS'],
  ])('%s is none', (name) => expect(meantBy(name)).toEqual([]));

  it('is none where it is empty', () => expect(findMisspelled({ DISCORD_TOEKN: '' })).toEqual([]));
});
