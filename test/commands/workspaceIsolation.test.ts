import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { commandTable } from '../../commands/table.ts';
import type { ChannelRef } from '../../src/channelRef.ts';
import type { Content } from '../../src/messages/content.ts';
import { alertName } from '../../src/notifications/acknowledgement.ts';
import { notificationSchema } from '../../src/notifications/notification.ts';
import { agree, linkIn } from '../connect/agree.ts';
import { NOT_FOUND, scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { channelRef, Story } from '../support/story.ts';

const HIDDEN = '17900000000000009';
/** Has the same states as VIDEO, but nobody watches it. */
const UNWATCHED = '17900000000000002';
/** More containers than one alert names: it has the button *Show all*. */
const FAILING = Array.from({ length: 12 }, (_, index) => String(17900000000000020n + BigInt(index)));
const BRAND = { token: 'token-of-brand', id: '17841400000000001', username: 'brand' };
const CLUB = { token: 'token-of-club', id: '17841400000000002', username: 'club' };
const HOME = channelRef('c1');
/** The same channel id in another workspace, as an attacker would send it. */
const ELSEWHERE: ChannelRef = { ...HOME, workspace: 'w2' };

let story: Story;

/** At home, one container is watched, a dozen failed in one alert, and quota alerts are on. */
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

/** Sends an invocation as a button or a platform would. */
async function send(
  command: string,
  args: Readonly<Record<string, string>>,
  channel = ELSEWHERE,
): Promise<string> {
  const person = { id: 'mallory', isManager: true };
  return story.render(await story.bot.dispatch({ command, args, channel, person }));
}

/** Valid arguments besides the account, so that only the account can be refused. */
const REST: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  status: { container: VIDEO },
  watch: { container: VIDEO },
  unwatch: { container: VIDEO },
  alerts: { state: 'show' },
  snooze: { duration: '1h', container: VIDEO },
};

const callsFor = (account: string): number =>
  story.sandbox.calls.filter((call) => call.account === account).length;

/** The id of a notification at home, which a button carries. */
async function findNotification(kind: Content['kind']): Promise<string> {
  const notifications = story.store.collection('notifications', notificationSchema).entries(() => undefined);
  for await (const [id, { content }] of notifications) if (content.kind === kind) return id;
  throw new Error(`there is no notification of kind ${kind}`);
}

describe('an option with a value of another workspace', () => {
  /** For each option that names something: a value of another workspace, and one that never existed. */
  const NAMED: Readonly<Record<string, () => Promise<readonly [foreign: string, absent: string]>>> = {
    account: async () => ['brand', 'nobody'],
    container: async () => [VIDEO, UNWATCHED],
    live: async () => [await findNotification('live'), 'live-that-never-was'],
    alert: async () => [alertName(await findNotification('container')), 'alert-that-never-was'],
    group: async () => [story.chat.groups[0] ?? '', 'group-that-never-was'],
  };
  /** Options that name nothing that belongs to a workspace. */
  const HARMLESS = [
    'age',
    'note',
    'state',
    'thresholds',
    'command',
    'duration',
    'mention',
    'quiet',
    'remind',
    'silent',
    'mute',
    'name',
    'url',
    'q',
  ];
  const takers = commandTable.flatMap(({ name, options }) =>
    Object.keys(options).map((option) => [name, option] as const),
  );

  it('is listed here: a new option must be added to one of the two lists', () => {
    const known = [...Object.keys(NAMED), ...HARMLESS];
    expect(
      [...new Set(takers.map(([, option]) => option))].filter((option) => !known.includes(option)),
    ).toEqual([]);
  });

  it.each(takers.filter(([, option]) => Object.hasOwn(NAMED, option)))(
    'is answered by %s %s as if it did not exist',
    async (command, option) => {
      const [foreign, absent] = (await NAMED[option]?.()) ?? ['', ''];
      const [watches, alerts] = [await story.type('watches', HOME), await story.type('alerts show', HOME)];
      const told = story.chat.messages.map(({ now }) => now);
      const before = callsFor('brand');
      const answer = await send(command, { ...REST[command], [option]: foreign });
      const ofAbsent = await send(command, { ...REST[command], [option]: absent });
      // Examples in answers may contain the same id.
      const withoutIds = (text: string): string => text.replaceAll(foreign, '…').replaceAll(absent, '…');
      expect(withoutIds(answer)).toBe(withoutIds(ofAbsent));
      expect(answer).not.toMatch(/secret launch|token-of/);
      expect(callsFor('brand')).toBe(before);
      expect(await story.type('watches', HOME)).toBe(watches);
      expect(await story.type('alerts show', HOME)).toBe(alerts);
      expect(story.chat.messages.slice(0, told.length).map(({ now }) => now)).toEqual(told);
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

  it('is in no answer to a command that names no account', async () => {
    for (const { name, options } of commandTable) {
      const { account: _, ...rest } = options;
      const args = Object.fromEntries(Object.keys(rest).map((option) => [option, fill(option)]));
      const answer = await send(name, { ...args, ...REST[name] });
      expect(answer, name).not.toMatch(/brand|secret launch/);
    }
  });

  it('is never called, not even for a container that only it can see', async () => {
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
  it('is on no list and in no suggestion, and can’t be stopped', async () => {
    expect(await send('watches', {})).toContain('This channel watches nothing');
    expect(await story.bot.suggestWatches(ELSEWHERE)).toEqual([]);
    expect(await send('unwatch', { container: 'all' })).toContain('This channel watches nothing');
    expect(await send('unwatch', { container: VIDEO })).toContain('This channel watches nothing');
    expect(await story.type('watches', HOME)).toContain(VIDEO);
  });

  it('can’t be stopped by the id of its live message', async () => {
    for await (const [id, { content }] of story.store
      .collection('notifications', notificationSchema)
      .entries(() => undefined))
      if (content.kind === 'live')
        expect(await send('stop', { live: id })).toContain('Nothing of that message is watched any more');
    expect(await story.type('watches', HOME)).toContain(VIDEO);
  });

  it('can’t be snoozed', async () => {
    await send('snooze', { account: 'club', container: VIDEO, duration: '24h' });
    await story.pass('25h');
    expect(story.chat.messages.filter(({ first }) => first.includes(VIDEO)).length).toBeGreaterThan(1);
    expect(story.live(VIDEO)?.now).not.toContain('snoozed');
  });

  it('can’t be snoozed through a channel with the same id', async () => {
    await send('snooze', { duration: '24h' });
    await story.pass('25h');
    expect(story.alertsOn(VIDEO).map(({ first }) => first)).not.toEqual([]);
  });

  it('is not shown by the button *Show all* of its alert', async () => {
    const [group = ''] = story.chat.groups;
    expect(await send('more', { group }, HOME)).toContain(FAILING[11]);
    expect(await send('more', { group })).toContain('was kept for a day');
  });

  it('does not show to a second watch of the same container', async () => {
    const answer = await send('watch', { container: VIDEO });
    expect(answer).toContain('Account club');
    expect(answer).not.toMatch(/already|secret launch/);
  });
});

it("another workspace's quota alerts can neither be seen nor turned off", async () => {
  expect(await send('alerts', { state: 'show' })).toContain('Quota alerts for club are off');
  await send('alerts', { state: 'off' });
  expect(await story.type('alerts show', HOME)).toContain('Quota alerts for brand are on');
});

it("another workspace's account is unchanged when the same Threads user is connected and disconnected here", async () => {
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

it("a link to connect, opened by another workspace's person, connects where it was requested", async () => {
  const theirs = linkIn(await story.type('connect account:brand', HOME));
  const ours = linkIn(await send('connect', { account: 'club' }));
  // A callback with the state of another person's link finishes that person's request, in their workspace.
  await story.bot.answerCallback((await agree(theirs, 'brand')).query);
  await story.bot.answerCallback((await agree(ours, 'brand')).query);
  expect(story.accounts.boundTo('w2').map(({ name }) => name)).toEqual(['club']);
  expect(story.accounts.boundTo('w1').map(({ name }) => name)).toEqual(['brand']);
  expect(story.accounts.get('club')?.token).toBe(CLUB.token);
});

/** A valid value for an option. */
function fill(option: string): string {
  return { container: VIDEO, state: 'show', for: '1h', live: 'live-1', command: 'watch' }[option] ?? '';
}
