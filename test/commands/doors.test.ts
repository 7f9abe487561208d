import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { commandTable } from '../../commands/table.ts';
import { postingSchema } from '../../src/alerts/posting.ts';
import type { Place } from '../../src/place.ts';
import { scenarioOf, status, UNSEEN, VIDEO } from '../support/scenarios.ts';
import { channel, Story } from '../support/story.ts';

const HIDDEN = '17900000000000009';
const BRAND = { token: 'token-of-brand', id: '17841400000000001', username: 'brand' };
const CLUB = { token: 'token-of-club', id: '17841400000000002', username: 'club' };
const HOME = channel('c1');
/** The same channel id in another workspace, as an attacker would have it. */
const ELSEWHERE: Place = { ...HOME, workspace: 'w2' };

let story: Story;

beforeEach(async () => {
  story = await Story.begin({
    scenario: scenarioOf(
      { [VIDEO]: [status('0s', 'IN_PROGRESS')], [HIDDEN]: [UNSEEN] },
      { accounts: [BRAND, CLUB] },
    ),
    workspaces: { brand: ['w1'], club: ['w2'] },
  });
  onTestFinished(() => story.end());
  await story.type(`watch ${VIDEO} note:"our secret launch"`, HOME);
  await story.type('alerts on', HOME);
});

/** Presses what a button carries, or sends what a platform lets through. */
async function send(
  command: string,
  args: Readonly<Record<string, string>>,
  place = ELSEWHERE,
): Promise<string> {
  const person = { id: 'mallory', isManager: true };
  return story.render(await story.bot.dispatch({ command, args, place, person }));
}

/** What is asked for besides the account, so that nothing but the account can be at fault. */
const REST: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  status: { container: VIDEO },
  watch: { container: VIDEO },
  unwatch: { container: VIDEO },
  alerts: { state: 'show' },
  snooze: { for: '1h', container: VIDEO },
};

const callsFor = (account: string): number =>
  story.sandbox.calls.filter((call) => call.account === account).length;

describe("another workspace's account", () => {
  const takers = commandTable.filter(({ options }) => Object.hasOwn(options, 'account'));

  it.each(takers.map(({ name }) => name))('does not exist for %s, typed or pressed', async (name) => {
    const before = callsFor('brand');
    for (const account of ['brand', 'BRAND']) {
      const answer = await send(name, { ...REST[name], account });
      const ofNobody = await send(name, { ...REST[name], account: 'nobody' });
      expect(answer.replaceAll(account, 'nobody')).toBe(ofNobody);
    }
    expect(callsFor('brand')).toBe(before);
  });

  it('is in no answer, whatever is asked without naming one', async () => {
    for (const { name, options } of commandTable) {
      const { account: _, ...rest } = options;
      const args = Object.fromEntries(Object.keys(rest).map((option) => [option, fill(option)]));
      const answer = await send(name, { ...args, ...REST[name] });
      expect(answer, name).not.toMatch(/brand|secret launch/);
    }
  });

  it('is asked for nothing, where a container can be seen with it alone', async () => {
    const before = callsFor('brand');
    await send('status', { container: HIDDEN });
    await send('watch', { container: HIDDEN });
    await story.pass('30s');
    expect(
      story.sandbox.calls.filter(({ container, account }) => container === HIDDEN && account === 'brand'),
    ).toEqual([]);
    expect(callsFor('brand')).toBe(before);
  });
});

describe("another workspace's watch", () => {
  it('is on no list, in no suggestion, and can not be dropped', async () => {
    expect(await send('watches', {})).toContain('This channel watches nothing');
    expect(await story.bot.suggestWatches(ELSEWHERE)).toEqual([]);
    expect(await send('unwatch', { container: 'all' })).toContain('This channel watches nothing');
    expect(await send('unwatch', { container: VIDEO })).toContain('This channel watches nothing');
    expect(await story.type('watches', HOME)).toContain(VIDEO);
  });

  it('does not end by the id of its live message', async () => {
    for await (const [id, { content }] of story.store
      .collection('postings', postingSchema)
      .entries(() => undefined))
      if (content.kind === 'live')
        expect(await send('stop', { live: id })).toContain('Nothing of that message is watched any more');
    expect(await story.type('watches', HOME)).toContain(VIDEO);
  });

  it('is not silenced by a snooze', async () => {
    await send('snooze', { account: 'club', container: VIDEO, for: '24h' });
    await story.pass('25h');
    expect(story.chat.told.filter(({ first }) => first.includes(VIDEO)).length).toBeGreaterThan(1);
    expect(story.live(VIDEO)?.now).not.toContain('snoozed');
  });

  it('shows nothing of itself to one of the same container', async () => {
    const answer = await send('watch', { container: VIDEO });
    expect(answer).toContain('of club');
    expect(answer).not.toMatch(/already|secret launch/);
  });
});

it("another workspace's quota alerts can neither be seen nor turned off", async () => {
  expect(await send('alerts', { state: 'show' })).toContain('Quota alerts for club are off');
  await send('alerts', { state: 'off' });
  expect(await story.type('alerts show', HOME)).toContain('Quota alerts for brand are on');
});

/** A value that an option can take. */
function fill(option: string): string {
  return { container: VIDEO, state: 'show', for: '1h', live: 'live-1', command: 'watch' }[option] ?? '';
}
