import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { ButtonAction } from '../../../src/chat/buttonAction.ts';
import {
  createSessionStore,
  type SessionStore,
  sessionSchema,
} from '../../../src/chat/discord/connect/session.ts';
import { encodeCustomId } from '../../../src/chat/discord/render/customId.ts';
import { shareCalls } from '../../../src/chat/discord/rest/createRest.ts';
import type { ForwardedRequest } from '../../../src/chat/forwardedRequest.ts';
import { LeftToOwnerError, NotTakenError } from '../../../src/chat/platform.ts';
import type { EnsureOwned } from '../../../src/chat/shards.ts';
import type { Card } from '../../../src/messages/card.ts';
import { text } from '../../../src/messages/text.ts';
import { DeliveryError } from '../../../src/notifications/chatPort.ts';
import { openStore } from '../../../src/store/openStore.ts';
import { CARD, type TestBot } from '../testBot.ts';
import { createDiscordBot } from './double/createDiscordBot.ts';
import { DiscordDouble } from './double/discordDouble.ts';
import { CHANNEL, GUILD, newChannel, OTHER_GUILD, PERSON } from './double/payloads.ts';
import { readShown, Server } from './double/server.ts';

const ID = '17900000000000001';
const ON_MESSAGE = 'Watch these containers';

/** The id of a button or a select. */
function idOf(action: ButtonAction): string {
  return encodeCustomId(action) ?? '';
}

/** Opens no shard from the start. */
const none = async (): Promise<void> => undefined;
/** Discord's own pace is not what is tested. */
const atOnce = async (): Promise<void> => undefined;

/** Where replicas leave their sessions for each other. */
async function openSessions(): Promise<SessionStore> {
  const store = await openStore('memory:');
  return createSessionStore(store.collection('discord-sessions', sessionSchema));
}

async function startDouble(): Promise<DiscordDouble> {
  const discord = await DiscordDouble.start();
  onTestFinished(async () => {
    await discord[Symbol.asyncDispose]();
    expect(discord.violations).toEqual([]);
  });
  return discord;
}

/** A replica that is stopped when the test ends. */
function replica(...options: Parameters<typeof createDiscordBot>): TestBot {
  const bot = createDiscordBot(...options);
  onTestFinished(() => bot.platform.stop());
  return bot;
}

function shardsOf({ platform: { shards } }: TestBot) {
  if (shards === undefined) throw new Error('Discord has no shards');
  return shards;
}

describe('what one replica receives and another one answers:', () => {
  let discord: DiscordDouble;
  let server: Server;
  let receiver: TestBot;
  let owner: TestBot;
  let handedOn: ForwardedRequest[];

  beforeAll(async () => {
    discord = await DiscordDouble.start();
    server = new Server(discord);
    receiver = createDiscordBot(discord);
    owner = createDiscordBot(discord, { openShards: none });
    await Promise.all([receiver.start(), owner.start()]);
  });

  beforeEach(() => {
    handedOn = [];
    receiver.onRequest = (request) => {
      handedOn.push(request);
      return owner.answerRequest(request);
    };
    owner.invocations.length = 0;
  });

  afterAll(async () => {
    await Promise.all([receiver.platform.stop(), owner.platform.stop()]);
    await discord[Symbol.asyncDispose]();
    expect(discord.violations).toEqual([]);
    expect(receiver.invocations).toEqual([]);
  });

  it('a slash command, which is acknowledged before it is handed on', async () => {
    const asked = server.sendTyped('status', { container: ID });
    expect((await server.answerTo(asked)).text).toContain('A card');
    expect(await server.acknowledgementOf(asked)).toMatchObject({ type: 5, ephemeral: true });
    expect(handedOn).toMatchObject([
      { platform: 'discord', workspace: GUILD, id: asked, acknowledged: true },
    ]);
    expect(owner.invocations).toEqual([
      {
        command: 'status',
        args: { container: ID },
        channel: { platform: 'discord', workspace: GUILD, id: CHANNEL },
        channelName: 'posts',
        person: { id: PERSON, isManager: false, isPublisher: false },
      },
    ]);
  });

  it('a command that posts, with its message in the channel before the answer', async () => {
    const channel = newChannel();
    owner.deliver = async () => {
      // What was asked before has nothing for its channel.
      if (owner.invocations.length === 0) return;
      await owner.platform.port.post({ platform: 'discord', workspace: GUILD, id: channel }, CARD, 'nonce');
    };
    const asked = server.sendTyped('watch', { container: ID }, { channel });
    await server.answerTo(asked);
    owner.deliver = async () => undefined;
    const about = discord.calls.entries.filter(({ parts }) =>
      [asked, channel, `interaction-token-${asked}`].includes(parts[0] ?? ''),
    );
    expect(about.map(({ route }) => route)).toEqual(['callback', 'post', 'reply']);
  });

  it('a press of a button', async () => {
    const button = encodeCustomId({ command: 'status', args: { container: ID } }) ?? '';
    expect((await server.answerTo(server.sendPress(button))).text).toContain('A card');
    expect(owner.invocations).toMatchObject([{ command: 'status', args: { container: ID } }]);
  });

  it('a form that is opened and sent', async () => {
    const asked = server.sendTyped('watch');
    const form = await server.modalOf(asked);
    expect(handedOn).toMatchObject([{ id: asked, acknowledged: false }]);
    const sent = server.sendModal(form, { container: ID, note: 'launch' });
    expect((await server.answerTo(sent)).text).toContain('A card');
    expect(owner.invocations).toMatchObject([{ command: 'watch', args: { container: ID, note: 'launch' } }]);
  });

  it('a command on a message', async () => {
    const form = await server.modalOf(server.sendChosen(ON_MESSAGE, { content: `failed: ${ID}` }));
    expect(form.fields.find(({ name }) => name === 'container')?.value).toBe(ID);
  });

  it.each([
    ['accounts', 'status', 'account', 'brand'],
    ['watches', 'unwatch', 'container', ID],
  ])('an autocompletion of %s', async (_, command, option, value) => {
    const choices = await server.complete(command, option, { [option]: '' });
    expect(choices.map((choice) => choice.value)).toContain(value);
    expect(handedOn).toMatchObject([{ acknowledged: false }]);
  });

  it.each([
    ['from a server that is not served', 'watch', { guild: OTHER_GUILD }, OTHER_GUILD],
    ['where the bot may not post', 'watch', { botPermissions: 0n }, 'View Channel'],
  ])('nothing %s: that needs no owner', async (_, command, requester, words) => {
    expect((await server.type(command, { container: ID }, requester)).text).toContain(words);
    expect(handedOn).toEqual([]);
  });

  it.each([
    ['a command', async () => (await server.type('status', { container: ID })).text],
    ['a form', async () => (await server.answerTo(server.sendTyped('watch'))).text],
  ])('where nobody takes it over, who asked %s is told at once', async (_, ask) => {
    receiver.onRequest = () => Promise.reject(new Error('the queue does not answer'));
    expect(await ask()).toContain('Something went wrong on our side');
  });

  it('where nobody takes it over, the log says so, unless whoever knows why has said it', async () => {
    const logged = () => receiver.logged.filter((line) => line.includes('could not be handed on'));
    const before = logged().length;
    receiver.onRequest = () => Promise.reject(new NotTakenError('Redis did not take the request'));
    const { text } = await server.type('status', { container: ID });
    expect(text).toContain('Something went wrong on our side');
    expect(logged()).toHaveLength(before);
    receiver.onRequest = () => Promise.reject(new Error('the queue does not answer'));
    await server.type('status', { container: ID });
    expect(logged()).toHaveLength(before + 1);
  });

  it('where nobody takes it over, an autocompletion offers nothing', async () => {
    receiver.onRequest = () => Promise.reject(new Error('the queue does not answer'));
    expect(await server.complete('status', 'account', { account: '' })).toEqual([]);
  });

  it('what another owner answers by now is answered by no two, and is no fault', async () => {
    await server.type('status', { container: ID });
    const [request] = handedOn;
    if (request === undefined) throw new Error('nothing was handed on');
    const before = owner.logged.length;
    owner.answer = () => Promise.reject(new LeftToOwnerError('the next owner answers'));
    // So whoever forwarded it gives it to that owner.
    await expect(owner.answerRequest(request)).rejects.toThrow(LeftToOwnerError);
    owner.answer = () => CARD;
    expect(owner.logged).toHaveLength(before);
  });

  it('a request that is no request of this platform ends nothing', async () => {
    const request = { platform: 'discord', workspace: GUILD, id: '1', acknowledged: true };
    await owner.answerRequest({ ...request, body: { kind: 'run' } });
    expect(owner.logged.at(-1)).toContain('an interaction could not be answered');
    expect((await server.type('status', { container: ID })).text).toContain('A card');
  });

  it('a request about a channel of another workspace is not run', async () => {
    await server.type('status', { container: ID });
    owner.invocations.length = 0;
    const [request] = handedOn;
    if (request === undefined) throw new Error('nothing was handed on');
    await owner.answerRequest({ ...request, workspace: OTHER_GUILD });
    expect(owner.logged.at(-1)).toContain(`a request for ${OTHER_GUILD} is about a channel of ${GUILD}`);
    expect(owner.invocations).toEqual([]);
  });

  it('a replica without a shard of its own is ready all the same', () => {
    expect(owner.platform.isConnected).toBe(true);
    expect(shardsOf(owner).owned).toEqual([]);
    expect(shardsOf(receiver).owned).toEqual([0]);
  });
});

/** Starts replicas that hand on to one queue, which takes each request once. */
async function startOnOneQueue(...bots: readonly ReturnType<typeof replica>[]): Promise<void> {
  const taken = new Set<string>();
  for (const bot of bots) {
    bot.takesEachOnce = true;
    bot.onRequest = async (request) => {
      if (taken.has(request.id)) return;
      taken.add(request.id);
      await bot.answerRequest(request);
    };
    await bot.start();
  }
}

describe('a shard that moves to another replica', () => {
  const ALONE = { id: 0, count: 1 };

  /** Two replicas that hand on to one queue, which takes each request once; the first one has the shard. */
  async function begin(ensureOwned?: EnsureOwned) {
    const discord = await startDouble();
    const server = new Server(discord);
    const sessions = await openSessions();
    const options = { sessions, openShards: none, waitForIdentify: atOnce };
    const [first, second] = [replica(discord, options), replica(discord, options)];
    await startOnOneQueue(first, second);
    await shardsOf(first).open(ALONE, ensureOwned);
    const count = (kind: string) =>
      discord.gateway.events.entries.filter((event) => event.kind === kind).length;
    return { discord, server, first, second, count };
  }

  it('goes on where it was: what people asked in between is answered once', async () => {
    const { discord, server, first, second, count } = await begin();
    await server.type('status', { container: ID });
    await shardsOf(first).close(0);
    expect(discord.gateway.events.entries.at(-1)).toEqual({ kind: 'closed', code: 4_200 });
    const between = server.sendTyped('watches');
    await shardsOf(second).open(ALONE);
    await server.answerTo(between);
    expect([count('identify'), count('resume')]).toEqual([1, 1]);
    expect(first.invocations.map(({ command }) => command)).toEqual(['status']);
    expect(second.invocations.map(({ command }) => command)).toEqual(['watches']);
    expect(shardsOf(first).owned).toEqual([]);
    expect(first.platform.isConnected).toBe(true);
    expect(shardsOf(second).owned).toEqual([0]);
  });

  it('and back, and everything that is replayed is known already', async () => {
    const { discord, server, first, second, count } = await begin();
    discord.gateway.replaysAll = true;
    await server.type('status', { container: ID });
    for (const [from, to] of [
      [first, second],
      [second, first],
    ] as const) {
      await shardsOf(from).close(0);
      await shardsOf(to).open(ALONE);
      await server.type('watches');
    }
    expect([count('identify'), count('resume')]).toEqual([1, 2]);
    expect([...first.invocations, ...second.invocations].map(({ command }) => command).sort()).toEqual([
      'status',
      'watches',
      'watches',
    ]);
  });

  /** Ways to ask for something, after each of which a person is shown that the answer is to come. */
  const ASKED: [string, (server: Server) => Promise<() => string>][] = [
    ['typed', async (server) => () => server.sendTyped('status', { container: ID })],
    [
      'pressed',
      async (server) => () => server.sendPress(idOf({ command: 'status', args: { container: ID } })),
    ],
    [
      'filled in',
      async (server) => {
        const form = await server.modalOf(server.sendTyped('watch'));
        return () => server.sendModal(form, { container: ID });
      },
    ],
  ];

  /** Ways to ask for a change of the answer that the button is in: nothing shows that it is to come. */
  const ASKED_IN_PLACE: [string, (server: Server) => Promise<() => string>][] = [
    [
      'asked for by turning a page',
      async (server) => () => server.sendPress(idOf({ command: 'watches', args: {}, page: 1 })),
    ],
    [
      'chosen',
      async (server) => {
        const id = idOf({ command: 'alerts', args: {}, picks: 'mute', replaces: true });
        return () => server.sendChoice({ id, type: 3 }, ['failures']);
      },
    ],
  ];

  /** Killed before it hands a request on, it tells nobody. @returns what was asked of it */
  async function killInBetween(
    { server, first }: Awaited<ReturnType<typeof begin>>,
    prepare: (server: Server) => Promise<() => string>,
  ): Promise<string> {
    const ask = await prepare(server);
    const killed = Promise.withResolvers<void>();
    onTestFinished(() => killed.resolve());
    first.onRequest = () => killed.promise;
    const asked = ask();
    await server.acknowledgementOf(asked);
    return asked;
  }

  it.each(ASKED)(
    'whose replica was killed before it handed a request on: what was %s is answered all the same',
    async (_, prepare) => {
      const begun = await begin();
      const asked = await killInBetween(begun, prepare);
      await shardsOf(begun.second).open(ALONE);
      expect((await begun.server.answerTo(asked)).text).toContain('A card');
      expect(begun.second.invocations).toHaveLength(1);
    },
  );

  it.each(ASKED_IN_PLACE)(
    'whose replica was killed before it handed a request on: what was %s is left to be asked again',
    async (_, prepare) => {
      const begun = await begin();
      await killInBetween(begun, prepare);
      await shardsOf(begun.second).open(ALONE);
      await begun.second.platform.stop();
      expect(begun.second.invocations).toEqual([]);
    },
  );

  it.each([
    ['there is no answer', { status: 404, code: 10_008 }],
    ['Discord does not say', { status: 503 }],
    ['the token has ended', { status: 401, code: 50_027 }],
  ])('does not do a request of which nobody knows whether it was answered: %s', async (_, fault) => {
    const begun = await begin();
    begun.discord.fail({ route: 'read reply', times: 1_000, ...fault });
    await killInBetween(begun, async (server) => () => server.sendTyped('status', { container: ID }));
    await shardsOf(begun.second).open(ALONE);
    await begun.second.platform.stop();
    expect(begun.second.invocations).toEqual([]);
    expect(begun.second.finals).toEqual([]);
  });

  it.each([...ASKED, ...ASKED_IN_PLACE])(
    'does not do later what people were told was not done: %s',
    async (_, prepare) => {
      const { server, first, second } = await begin();
      const ask = await prepare(server);
      first.onRequest = () => Promise.reject(new NotTakenError('Redis did not take the request'));
      expect((await server.answerTo(ask())).text).toContain('Something went wrong on our side');
      await shardsOf(first).abandon(0);
      await shardsOf(second).open(ALONE);
      // Whatever is replayed is through by then.
      await second.platform.stop();
      expect(second.invocations).toEqual([]);
    },
  );

  it.each([...ASKED, ...ASKED_IN_PLACE])(
    'does what was %s once, where Discord took the acknowledgement and its own answer was lost',
    async (_, prepare) => {
      const { discord, server, first } = await begin();
      const ask = await prepare(server);
      discord.fail({ route: 'callback', status: 503, times: 1, afterTaking: true });
      ask();
      await first.events.until(() => first.invocations[0]);
      await first.platform.stop();
      expect(first.invocations).toHaveLength(1);
    },
  );

  it.each(['close', 'abandon'] as const)(
    'and back by %s: a server that another replica saw go, and that invites the bot again, has its commands',
    async (leave) => {
      const { discord, first, second } = await begin();
      await shardsOf(first)[leave](0);
      await shardsOf(second).open(ALONE);
      discord.gateway.kick();
      discord.commands.delete(GUILD);
      await second.events.until(() =>
        second.logged.some((line) => line.includes('a Discord server has removed the bot'))
          ? true
          : undefined,
      );
      await shardsOf(second).close(0);
      // The bot is not in the server.
      discord.fail({ route: 'list commands', status: 403, code: 50_001 });
      await shardsOf(first).open(ALONE);
      discord.mend();
      const from = discord.calls.entries.length;
      discord.gateway.letIn();
      await discord.calls.next(({ route }) => route === 'put commands', from);
      expect(discord.calls.entries.filter(({ route }) => route === 'put commands')).toHaveLength(2);
    },
  );

  it('leaves no fault behind of a server that it could not register commands in', async () => {
    const { discord, first, second } = await begin();
    await shardsOf(first).close(0);
    discord.fail({ route: 'list commands', status: 500, times: 1_000 });
    await shardsOf(second).open(ALONE);
    expect(second.faults.inWorkspace(GUILD)).toHaveLength(1);
    await shardsOf(second).close(0);
    expect(second.faults.inWorkspace(GUILD)).toEqual([]);
    discord.mend();
    await shardsOf(first).open(ALONE);
    expect(first.faults.inWorkspace(GUILD)).toEqual([]);
  });

  it('is not written about by a replica that has lost it', async () => {
    const { discord, server, first, second, count } = await begin();
    // The first one does not know yet that the shard is another's.
    await shardsOf(second).open(ALONE);
    await server.type('status', { container: ID });
    await shardsOf(second).close(0);
    await shardsOf(first).abandon(0);
    await shardsOf(second).open(ALONE);
    const resumed = discord.gateway.events.entries.findLast(({ kind }) => kind === 'resume');
    // READY, GUILD_CREATE, RESUMED, the command
    expect(resumed).toMatchObject({ seq: 4 });
    expect(count('identify')).toBe(1);
  });

  /** A replica whose connection broke while it does not know whether the shard is still its own. */
  async function breakInDoubt() {
    const [asked, proof] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let isSure = true;
    const begun = await begin(() => {
      if (isSure) return Promise.resolve();
      asked.resolve();
      return proof.promise;
    });
    isSure = false;
    begun.discord.gateway.close(4_000);
    await asked.promise;
    return { ...begun, proof };
  }

  it('is not taken up again by a replica that has lost it', async () => {
    const { server, first, second, count, proof } = await breakInDoubt();
    await shardsOf(second).open(ALONE);
    await server.type('status', { container: ID });
    proof.reject(new Error('The lease was lost'));
    await shardsOf(first).abandon(0);
    await server.type('watches');
    expect(second.invocations.map(({ command }) => command)).toEqual(['status', 'watches']);
    expect([count('identify'), count('resume')]).toEqual([1, 1]);
  });

  it('is taken up again once it is certain that it was not lost', async () => {
    const { server, first, count, proof } = await breakInDoubt();
    const asked = server.sendTyped('status', { container: ID });
    expect(count('resume')).toBe(0);
    proof.resolve();
    await server.answerTo(asked);
    expect(first.invocations.map(({ command }) => command)).toEqual(['status']);
    expect([count('identify'), count('resume')]).toEqual([1, 1]);
  });

  it('while Discord is taking its session up again leaves all of it to the next one', async () => {
    const { discord, server, first, second, count } = await begin();
    await shardsOf(first).close(0);
    const between = server.sendTyped('status', { container: ID });
    const mayResume = Promise.withResolvers<void>();
    discord.gateway.waitsFor = mayResume.promise;
    const opening = shardsOf(second).open(ALONE);
    await discord.gateway.events.next(({ kind }) => kind === 'resume');
    await shardsOf(second).close(0);
    await opening;
    const from = discord.gateway.events.entries.length;
    mayResume.resolve();
    const closed = await discord.gateway.events.next(({ kind }) => kind === 'closed', from);
    expect(closed).toEqual({ kind: 'closed', code: 4_200 });
    await shardsOf(first).open(ALONE);
    await server.answerTo(between);
    expect([count('identify'), count('resume')]).toEqual([1, 2]);
    expect(first.invocations).toHaveLength(1);
    expect(second.invocations).toEqual([]);
  });

  it('while it is being opened sends no IDENTIFY any more, and whoever opened it waits no longer', async () => {
    const discord = await startDouble();
    const turn = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const bot = replica(discord, {
      openShards: none,
      waitForIdentify: () => {
        asked.resolve();
        return turn.promise;
      },
    });
    await bot.start();
    const opening = shardsOf(bot).open(ALONE);
    await asked.promise;
    expect(bot.platform.isConnected).toBe(false);
    await shardsOf(bot).close(0);
    await opening;
    turn.resolve();
    await discord.gateway.events.next(({ kind }) => kind === 'closed');
    expect(discord.gateway.events.entries).toEqual([{ kind: 'closed', code: 4_200 }]);
  });
});

describe('two shards', () => {
  async function begin(options: Parameters<typeof createDiscordBot>[1] = {}) {
    const discord = await startDouble();
    discord.gateway.otherGuilds = [{ id: OTHER_GUILD }];
    discord.servers = [GUILD, OTHER_GUILD].map((id) => ({ id, name: id }));
    const choices = { guildIds: [GUILD, OTHER_GUILD], waitForIdentify: atOnce, ...options };
    return { discord, server: new Server(discord), bot: replica(discord, choices), choices };
  }

  const identified = ({ gateway }: DiscordDouble) =>
    gateway.events.entries.flatMap((event) => (event.kind === 'identify' ? [event.shard] : []));

  it.each([
    ['where Discord wants two', undefined, 2],
    ['where DISCORD_SHARDS says two', 2, 1],
  ])('are both opened by a process that is alone, %s', async (_, shards, wanted) => {
    const { discord, server, bot } = await begin({ shards });
    discord.shards = wanted;
    await bot.start();
    expect(identified(discord).sort()).toEqual([
      [0, 2],
      [1, 2],
    ]);
    for (const guild of [GUILD, OTHER_GUILD])
      expect((await server.type('status', { container: ID }, { guild })).text).toContain('A card');
    expect(bot.invocations.map(({ channel }) => channel.workspace)).toEqual([GUILD, OTHER_GUILD]);
    const put = discord.calls.entries.filter(({ route }) => route === 'put commands');
    expect(put.map(({ parts }) => parts.at(-1)).sort()).toEqual([GUILD, OTHER_GUILD].sort());
    expect(bot.platform.isConnected).toBe(true);
  });

  it('can be of two replicas: each has the people of its servers, and one that ends is taken over', async () => {
    const sessions = await openSessions();
    const { discord, server, bot: first, choices } = await begin({ sessions, openShards: none });
    discord.shards = 2;
    const second = replica(discord, choices);
    await Promise.all([first.start(), second.start()]);
    const count = await shardsOf(first).count();
    expect(count).toBe(2);
    await shardsOf(first).open({ id: 0, count: 2 });
    await shardsOf(second).open({ id: 1, count: 2 });
    for (const guild of [GUILD, OTHER_GUILD]) await server.type('status', { container: ID }, { guild });
    const [of0, of1] = [first, second].map((each) =>
      each.invocations.map(({ channel }) => channel.workspace),
    );
    expect(of0?.concat(of1 ?? []).sort()).toEqual([GUILD, OTHER_GUILD].sort());
    expect(of0).toHaveLength(1);

    await second.platform.stop();
    const between = [GUILD, OTHER_GUILD].map((guild) => server.sendTyped('watches', {}, { guild }));
    await shardsOf(first).open({ id: 1, count: 2 });
    for (const asked of between) await server.answerTo(asked);
    expect(identified(discord)).toHaveLength(2);
    expect(shardsOf(first).owned).toEqual([0, 1]);
  });

  it('and one, for a while side by side, have each server twice: who asks is answered once', async () => {
    const { discord, server, bot: first, choices } = await begin({ openShards: none });
    const second = replica(discord, choices);
    await startOnOneQueue(first, second);
    for (const id of [0, 1]) await shardsOf(first).open({ id, count: 2 });
    await shardsOf(second).open({ id: 0, count: 1 });
    for (const guild of [GUILD, OTHER_GUILD])
      expect((await server.type('status', { container: ID }, { guild })).text).toContain('A card');
    await second.platform.stop();
    await first.platform.stop();
    expect([...first.invocations, ...second.invocations]).toHaveLength(2);
    // Both heard of each.
    expect(discord.calls.entries.filter(({ route }) => route === 'callback')).toHaveLength(4);
    expect(discord.calls.entries.filter(({ route }) => route === 'reply')).toHaveLength(2);
  });

  it('and one, side by side, are each resumed by the next replica', async () => {
    const sessions = await openSessions();
    const { discord, bot: first, choices } = await begin({ sessions, openShards: none });
    const [second, third] = [replica(discord, choices), replica(discord, choices)];
    for (const bot of [first, second, third]) await bot.start();
    await shardsOf(first).open({ id: 0, count: 2 });
    await shardsOf(first).close(0);
    await shardsOf(second).open({ id: 0, count: 1 });
    await shardsOf(second).close(0);
    await shardsOf(second).open({ id: 0, count: 2 });
    await shardsOf(third).open({ id: 0, count: 1 });
    expect(discord.gateway.events.entries.filter(({ kind }) => kind === 'resume')).toHaveLength(2);
    expect(identified(discord)).toHaveLength(2);
  });

  it('are not ready while one of them is away', async () => {
    const { discord, bot } = await begin({ shards: 2 });
    await bot.start();
    discord.fail({ route: 'upgrade', status: 503, times: 1_000 });
    discord.gateway.drop();
    await bot.events.until(() => (bot.platform.isConnected ? undefined : true));
    discord.mend();
    await discord.gateway.events.next(({ kind }) => kind === 'resume');
  });

  it('a session of another count is not resumed', async () => {
    const sessions = await openSessions();
    const { discord, bot, choices } = await begin({ sessions, shards: 2 });
    await bot.start();
    await bot.platform.stop();
    const next = replica(discord, { ...choices, shards: 1 });
    await next.start();
    expect(identified(discord).at(-1)).toEqual([0, 1]);
  });

  it('end with the remedy where they are too few', async () => {
    const { discord, bot } = await begin({ shards: 1 });
    discord.gateway.refuseWith = 4_011;
    await expect(bot.start()).rejects.toThrow(/^DISCORD_SHARDS: .*Remove DISCORD_SHARDS/);
  });
});

describe('the calls a second that Discord takes from a bot', () => {
  it('are not used for an edit that is given up while it waits for its turn', async () => {
    const discord = await startDouble();
    const { platform } = replica(discord);
    // An edit a second.
    platform.setShare?.(50);
    const channel = { platform: 'discord', workspace: GUILD, id: newChannel() } as const;
    const { id } = await platform.port.post(channel, CARD, 'nonce');
    const showing = (words: string): Card => ({ ...CARD, title: text`${words}` });
    await platform.port.edit(channel, id, showing('first'));
    const giveUp = new AbortController();
    const given = platform.port.edit(channel, id, showing('given up'), giveUp.signal);
    giveUp.abort();
    await expect(given).rejects.toThrow(DeliveryError);
    await platform.port.edit(channel, id, showing('last'));
    const edits = discord.calls.entries.filter(({ route }) => route === 'edit');
    expect(edits.map(({ body }) => readShown(body).text.split('\n')[0])).toEqual(['**first**', '**last**']);
  });

  it('are shared by all replicas, and answers to people are not counted', async () => {
    const discord = await startDouble();
    const server = new Server(discord);
    const bot = replica(discord);
    await bot.start();
    // Two a second for each replica, of which one is for edits.
    bot.platform.setShare?.(25);
    for (const nonce of ['one', 'two'])
      void bot.platform.port
        .post({ platform: 'discord', workspace: GUILD, id: newChannel() }, CARD, nonce)
        .catch(() => undefined);
    for (let asked = 0; asked < 5; asked += 1) await server.type('status', { container: ID });
    const { at: last = 0 } = discord.calls.entries.at(-1) ?? {};
    const posts = discord.calls.entries.filter(({ route, at }) => route === 'post' && last - at < 900);
    expect(posts.length).toBeLessThanOrEqual(1);
  });

  it.each([
    [1, { main: 45, edits: 5 }],
    [3, { main: 14, edits: 2 }],
    [5, { main: 9, edits: 1 }],
    [50, { main: 1, edits: 1 }],
    [1_000, { main: 1, edits: 1 }],
  ])('are shared among %i', (replicas, share) => {
    expect(shareCalls(replicas)).toEqual(share);
  });
});
