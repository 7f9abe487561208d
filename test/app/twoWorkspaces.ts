import { expect } from 'vitest';
import { reportedErrorsOf } from '../../src/alerts/hookIntake.ts';
import type { ChannelRef } from '../../src/channelRef.ts';
import { DeliveryError } from '../../src/notifications/chatPort.ts';
import { agree, linkIn } from '../connect/agree.ts';
import { beginHookStory, type HookStory } from '../hooks/hookServer.ts';
import { ask, press } from '../publishing/publishing.ts';
import { scenarioOf, status } from '../support/scenarios.ts';
import { START, type Story } from '../support/story.ts';

const READY = [status('0s', 'FINISHED'), status('24h', 'EXPIRED')];
const FAILS = [status('0s', 'IN_PROGRESS'), status('100s', 'ERROR', 'UNKNOWN')];

const KEY = Buffer.alloc(32, 7).toString('base64');

/** A container that both workspaces watch. */
const SHARED = '17900000000000999';

/** What is of one workspace alone: nothing else of the story has any of these texts in it. */
function worldOf(number: 1 | 2) {
  const name = number === 1 ? 'firstling' : 'secondling';
  const id = (last: number): string =>
    `1790000000${number}${number}${number}00${String(last).padStart(2, '0')}`;
  return {
    workspace: `ws_${name}`,
    channel: `${name}-alerts`,
    lostChannel: `${name}-lost`,
    ann: `${name}-ann`,
    bob: `${name}-bob`,
    note: `${name} launch`,
    refusedNote: `${name} is refused`,
    hook: `${name}-ci`,
    account: `${name}shop`,
    userId: `1784140000000${number}${number}${number}${number}`,
    ready: id(1),
    failing: id(2),
    lost: id(3),
    refused: id(4),
    late: id(5),
    later: id(6),
  };
}

export type World = ReturnType<typeof worldOf>;

export const ONE = worldOf(1);
export const TWO = worldOf(2);
export const marksOf = (world: World): string[] => [
  ...Object.values(world),
  // A watch that others share remembers which errors each workspace was told, by a hash of it.
  reportedErrorsOf({ platform: 'terminal', workspace: world.workspace }),
];
/** Whether a text says something of a workspace. */
export const names = (text: string, world: World): boolean =>
  marksOf(world).some((mark) => text.includes(mark));

const ref = (world: World, id = world.channel): ChannelRef => ({
  platform: 'terminal',
  workspace: world.workspace,
  id,
});

export async function begin(storeUrl: string, startsAt = START): Promise<HookStory> {
  const lives = [ONE, TWO].flatMap(({ ready, failing, lost, refused, late, later }) => [
    ...[ready, late, later].map((container) => [container, READY]),
    ...[failing, lost, refused].map((container) => [container, FAILS]),
  ]);
  const account = (username: string, id: string, rest = {}) => ({
    username,
    id,
    token: `token-of-${username}`,
    ...rest,
  });
  const old = { token_age: '58d', token_life: '60d' };
  const accounts = [
    account('brand', '17841400000000001'),
    account('unread', '17841400000000002'),
    account('old', '17841400000000003', old),
    ...[ONE, TWO].map((world) => account(world.account, world.userId)),
  ];
  const faults = [
    { from: '0s', only: 'quotas', account: 'unread', http: 500, error: { code: 2 } },
    { from: '0s', only: 'refresh', account: 'old', http: 500, error: { code: 2 } },
    ...[ONE, TWO].map(({ account: name }) => ({
      from: '0s',
      only: 'quotas',
      account: name,
      http: 400,
      error: { code: 10 },
    })),
    { from: '3h', to: '4h', only: 'status', account: 'brand', http: 400, error: { code: 10 } },
  ];
  const scenario = scenarioOf({ ...Object.fromEntries(lives), [SHARED]: READY }, { accounts, faults });
  const both = [ONE.workspace, TWO.workspace];
  return beginHookStory({
    storeUrl,
    startsAt,
    scenario,
    configured: ['brand', 'unread', 'old'],
    workspaces: { brand: both, unread: both, old: both },
    canConnect: true,
    tokenKeys: [KEY],
    eventOptions: { allowPrivate: true },
  });
}

/** Everything that people and programs of a workspace can do, so that every collection holds something of it. */
async function live(hooks: HookStory, world: World): Promise<void> {
  const { story } = hooks;
  const ann = { id: world.ann, isManager: true };
  const type = (line: string, channel = ref(world)): Promise<string> => story.type(line, channel, ann);
  const { query } = await agree(linkIn(await type('connect')), world.account);
  await story.bot.answerCallback(query);
  for (const account of ['brand', 'unread', 'old'])
    await type(`alerts on account:${account} remind:30m mention:${world.bob}`);
  await type(`watch ${world.ready} ${SHARED} note:"${world.note}" mention:${world.bob}`);
  await type(`watch ${world.failing} note:"${world.note}"`);
  await type(`watch ${world.lost}`, ref(world, world.lostChannel));
  await type(`watch ${world.refused} note:"${world.refusedNote}"`);
  const key = await hooks.make(`hook on name:${world.hook} url:http://127.0.0.1:9/${world.hook}`, ref(world));
  await hooks.call(key, { container: SHARED, note: world.note, error: { code: 24, error_subcode: 4279009 } });
  await story.bot.drain();
}

async function liveOn(story: Story, world: World): Promise<void> {
  const who = { channel: ref(world), person: { id: world.ann, isManager: true } };
  await press(story, await ask(story, world.ready, who), 'Publish', who);
}

async function liveLast(story: Story, world: World): Promise<void> {
  await story.type('snooze 30m', ref(world), { id: world.bob, isManager: false });
  await story.type('connect', ref(world), { id: world.ann, isManager: true });
}

/** As docs/privacy.md says of the log: of what people typed it has nothing, and of people who connected an account or made a hook. */
function expectSparing(log: string): void {
  for (const { note, refusedNote, bob } of [ONE, TWO])
    for (const mark of [note, refusedNote, bob]) expect(log.includes(mark), mark).toBe(false);
  const named = log.split('\n').filter((line) => line.includes(ONE.ann));
  expect(named.map((line) => JSON.parse(line).msg)).toEqual(['an account was connected from chat']);
}

/** A store in which each collection holds something of both workspaces, as a bot left it. */
export async function playBoth(storeUrl: string): Promise<void> {
  const hooks = await begin(storeUrl);
  const { story } = hooks;
  story.chat.refuses = ({ words }) =>
    [ONE, TWO].some(({ refusedNote, refused }) => words.includes(refusedNote) || words.includes(refused))
      ? new DeliveryError('refused', '50035', 'the message is not accepted')
      : undefined;
  for (const world of [ONE, TWO]) await live(hooks, world);
  for (const world of [ONE, TWO]) story.chat.failed.add(world.lostChannel);
  await story.pass('20m');
  for (const world of [ONE, TWO]) await liveOn(story, world);
  await story.pass('165m');
  for (const world of [ONE, TWO]) {
    const ann = { id: world.ann, isManager: true };
    await story.type(`watch ${world.late} ${world.later}`, ref(world), ann);
    await story.type(`quota account:${world.account}`, ref(world), ann);
  }
  await story.pass('20m');
  for (const world of [ONE, TWO]) await liveLast(story, world);
  expectSparing(story.log);
}
