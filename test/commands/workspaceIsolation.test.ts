import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { commandTable } from '../../commands/table.ts';
import type { ChannelRef } from '../../src/channelRef.ts';
import { notificationSchema } from '../../src/notifications/notification.ts';
import { agree, linkIn } from '../connect/agree.ts';
import { NOT_FOUND, scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { channelRef, Story } from '../support/story.ts';

const HIDDEN = '17900000000000009';
/** Lives as VIDEO does, and nobody watches it. */
const UNWATCHED = '17900000000000002';
/** More than a message of several names: it has a button for all of them. */
const FAILING = Array.from({ length: 12 }, (_, index) => String(17900000000000020n + BigInt(index)));
const BRAND = { token: 'token-of-brand', id: '17841400000000001', username: 'brand' };
const CLUB = { token: 'token-of-club', id: '17841400000000002', username: 'club' };
const HOME = channelRef('c1');
/** The same channel id in another workspace, as an attacker would have it. */
const ELSEWHERE: ChannelRef = { ...HOME, workspace: 'w2' };

let story: Story;

/** At home a container is watched, a dozen have failed in one message, and quota alerts are on. */
beforeEach(async () => {
  const failing = [status('0s', 'IN_PROGRESS'), status('30s', 'ERROR', 'UNKNOWN')];
  const going = [status('0s', 'IN_PROGRESS')];
  story = await Story.begin({
    scenario: scenarioOf(
      {
        [VIDEO]: going,
        [UNWATCHED]: going,
        [HIDDEN]: [NOT_FOUND],
        ...Object.fromEntries(FAILING.map((id) => [id, failing])),
      },
      { accounts: [BRAND, CLUB] },
    ),
    workspaces: { brand: ['w1'], club: ['w2'] },
    tokenKeys: [randomBytes(32).toString('base64')],
    canConnect: true,
  });
  onTestFinished(() => story.end());
  await story.type(`watch ${VIDEO} note:"our secret launch"`, HOME);
  await story.type('alerts on', HOME);
  await story.type(`watch ${FAILING.join(' ')}`, HOME);
  await story.pass('65s');
  expect(story.chat.groups).toHaveLength(1);
});

/** Presses what a button carries, or sends what a platform lets through. */
async function send(
  command: string,
  args: Readonly<Record<string, string>>,
  channel = ELSEWHERE,
): Promise<string> {
  const person = { id: 'mallory', isManager: true };
  return story.render(await story.bot.dispatch({ command, args, channel, person }));
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

/** The id of a live message at home, as its button carries it. */
async function findLive(): Promise<string> {
  const notifications = story.store.collection('notifications', notificationSchema).entries(() => undefined);
  for await (const [id, { content }] of notifications) if (content.kind === 'live') return id;
  throw new Error('there is no live message');
}

describe('an option that names something of another workspace', () => {
  /** What can be named, and what is answered the same about: something that never was. */
  const NAMED: Readonly<Record<string, () => Promise<readonly [foreign: string, absent: string]>>> = {
    account: async () => ['brand', 'nobody'],
    container: async () => [VIDEO, UNWATCHED],
    live: async () => [await findLive(), 'live-that-never-was'],
    group: async () => [story.chat.groups[0] ?? '', 'group-that-never-was'],
  };
  /** Options that name nothing, but say how. */
  const HARMLESS = ['age', 'note', 'state', 'thresholds', 'command', 'for'];
  const doors = commandTable.flatMap(({ name, options }) =>
    Object.keys(options).map((option) => [name, option] as const),
  );

  it('is one of these: whoever adds an option says here what it can name', () => {
    const known = [...Object.keys(NAMED), ...HARMLESS];
    expect(
      [...new Set(doors.map(([, option]) => option))].filter((option) => !known.includes(option)),
    ).toEqual([]);
  });

  it.each(doors.filter(([, option]) => Object.hasOwn(NAMED, option)))(
    'is answered by %s %s: as if it did not exist',
    async (command, option) => {
      const [foreign, absent] = (await NAMED[option]?.()) ?? ['', ''];
      const [watches, alerts] = [await story.type('watches', HOME), await story.type('alerts show', HOME)];
      const told = story.chat.told.map(({ now }) => now);
      const before = callsFor('brand');
      const answer = await send(command, { ...REST[command], [option]: foreign });
      const ofAbsent = await send(command, { ...REST[command], [option]: absent });
      // Examples in answers may name the same container.
      const unname = (text: string): string => text.replaceAll(foreign, '…').replaceAll(absent, '…');
      expect(unname(answer)).toBe(unname(ofAbsent));
      expect(answer).not.toMatch(/secret launch|token-of/);
      expect(callsFor('brand')).toBe(before);
      expect(await story.type('watches', HOME)).toBe(watches);
      expect(await story.type('alerts show', HOME)).toBe(alerts);
      expect(story.chat.told.slice(0, told.length).map(({ now }) => now)).toEqual(told);
    },
  );
});

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
      .collection('notifications', notificationSchema)
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

  it('is not silenced by a snooze of a channel of the same id', async () => {
    await send('snooze', { for: '24h' });
    await story.pass('25h');
    expect(story.alertsOn(VIDEO).map(({ first }) => first)).not.toEqual([]);
  });

  it('is not told by the button of the message that tells of several', async () => {
    const [group = ''] = story.chat.groups;
    expect(await send('more', { group }, HOME)).toContain(FAILING[11]);
    expect(await send('more', { group })).toContain('What that message tells of is kept for a day');
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

it("another workspace's account stays as it is where its Threads user is connected and disconnected here", async () => {
  const link = linkIn(await send('connect', {}));
  const page = await story.bot.answerCallback((await agree(link, 'brand')).query);
  expect(page.body).toContain('Connected');
  expect(page.body).not.toMatch(/anew|<strong>brand<|w1/);
  const [, own] = story.accounts.boundTo('w2');
  expect(own?.name).toMatch(/^brand-[0-9a-f]{4}$/);
  await send('watch', { container: VIDEO, account: own?.name ?? '' });
  expect(await send('disconnect', { account: own?.name ?? '' })).toContain('its token is deleted');
  expect(story.accounts.get('brand')?.token).toBe(BRAND.token);
  expect(await story.type('watches', HOME)).toContain(VIDEO);
  expect(await story.type('alerts show', HOME)).toContain('Quota alerts for brand are on');
});

it("a link of another workspace's does nothing here, and one of ours nothing there", async () => {
  const theirs = linkIn(await story.type('connect account:brand', HOME));
  const ours = linkIn(await send('connect', { account: 'club' }));
  // Whoever is led back with another's state finishes what that other one began, where they began it.
  await story.bot.answerCallback((await agree(theirs, 'brand')).query);
  await story.bot.answerCallback((await agree(ours, 'brand')).query);
  expect(story.accounts.boundTo('w2').map(({ name }) => name)).toEqual(['club']);
  expect(story.accounts.boundTo('w1').map(({ name }) => name)).toEqual(['brand']);
  expect(story.accounts.get('club')?.token).toBe(CLUB.token);
});

/** A value that an option can take. */
function fill(option: string): string {
  return { container: VIDEO, state: 'show', for: '1h', live: 'live-1', command: 'watch' }[option] ?? '';
}
