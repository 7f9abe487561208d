import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BotProcess } from '../../support/botProcess.ts';
import { status } from '../../support/scenarios.ts';
import type { DiscordDouble } from './double/discordDouble.ts';
import { type DiscordWorld, openDiscordWorld } from './double/discordWorld.ts';
import { FOREIGN_GUILD, GUILD, newChannel, VIEW } from './double/payloads.ts';
import type { Modal, Server } from './double/server.ts';

const READY = '17900000000000011';
const SECOND_ID = '17900000000000012';
const ON_MESSAGE = 'Watch these containers';

let world: DiscordWorld;
let discord: DiscordDouble;
let bot: BotProcess;
let server: Server;

beforeAll(async () => {
  world = await openDiscordWorld({
    containers: { [READY]: [status('0s', 'FINISHED')], [SECOND_ID]: [status('0s', 'FINISHED')] },
  });
  ({ discord, bot, server } = world);
  bot.start();
  await bot.ready();
});

afterAll(() => world.close());

afterEach(() => expect(discord.violations).toEqual([]));

function filledIn({ fields }: Modal, name: string): string | undefined {
  return fields.find((field) => field.name === name)?.value;
}

describe('watch without an id', () => {
  it('opens a form, and what is filled in is watched', async () => {
    const channel = newChannel();
    const form = await server.modalOf(server.sendTyped('watch', {}, { channel }));
    expect(form.fields.map(({ name, isRequired }) => [name, isRequired])).toEqual([
      ['container', true],
      ['note', false],
      ['age', false],
      ['mention', false],
    ]);
    const pasted = `{"id":"${READY}"}\nand here is the other one: ${SECOND_ID}.`;
    const sent = server.sendModal(
      form,
      { container: pasted, note: '@everyone **launch**', age: '20m' },
      { channel },
    );
    expect(await server.acknowledgementOf(sent)).toMatchObject({ type: 5, ephemeral: true });
    const answer = await server.answerTo(sent);
    for (const id of [READY, SECOND_ID]) expect(answer.text).toContain(id);
    const live = await server.message(SECOND_ID, { channel });
    expect(live.text).toContain('\\@everyone');
  });

  it('keeps in the form what was given', async () => {
    const form = await server.modalOf(server.sendTyped('watch', { note: 'launch' }));
    expect(filledIn(form, 'note')).toBe('launch');
  });

  it('refuses what can’t be used with everything that was typed, and opens the form with it again', async () => {
    const channel = newChannel();
    const form = await server.modalOf(server.sendTyped('watch', {}, { channel }));
    const typed = { container: READY, note: 'launch video', age: 'soon' };
    const refused = await server.answerTo(server.sendModal(form, typed, { channel }));
    expect(refused.text).toContain(`/threads watch ${READY} note:"launch video" age:soon`);
    const [again] = refused.buttons;
    expect(again?.label).toBe('Try again');
    const second = await server.modalOf(server.sendPress(again?.id ?? '', { channel }));
    for (const [name, value] of Object.entries(typed)) expect(filledIn(second, name)).toBe(value);
    const answer = await server.answerTo(server.sendModal(second, { age: '5m' }, { channel }));
    expect(answer.text).toContain(READY);
    await server.message('launch video', { channel });
  });

  it('watches the good ids, and names what was meant as one', async () => {
    const channel = newChannel();
    const form = await server.modalOf(server.sendTyped('watch', {}, { channel }));
    const container = `${READY}\n1790000000000001O`;
    const answer = await server.answerTo(server.sendModal(form, { container, mention: 'me' }, { channel }));
    expect(answer.text).toContain('1790000000000001O');
    await server.message(READY, { channel });
  });

  it('names everything that was typed where it is too long for a button', async () => {
    const form = await server.modalOf(server.sendTyped('watch'));
    const many = Array.from({ length: 9 }, (_, index) => String(17900000000000100n + BigInt(index))).join(
      '\n',
    );
    const refused = await server.answerTo(server.sendModal(form, { container: many, age: 'soon' }));
    expect(refused.buttons).toEqual([]);
    expect(refused.text).toContain(`${many.replaceAll('\n', ' ')} age:soon`);
  });

  it('opens no form where the bot may not post', async () => {
    const { text } = await server.answerTo(server.sendTyped('watch', {}, { botPermissions: VIEW }));
    expect(text).toContain('Send Messages');
  });

  it('is registered with every option optional', () => {
    const registered = JSON.stringify(discord.commands.get(GUILD));
    expect(registered).toContain(`"name":"${ON_MESSAGE}"`);
    expect(registered).toMatch(/"name":"watch"[^\]]*"name":"container"[^}]*"required":false/);
    expect(registered).toMatch(/"name":"status"[^\]]*"name":"container"[^}]*"required":true/);
  });
});

describe('a form that somebody made up', () => {
  const container = { type: 18, component: { type: 4, custom_id: 'container', value: READY } };

  it.each([
    ['of nothing', { custom_id: 'x', components: [] }],
    ['that is a button', { custom_id: '1|watch|0|', components: [container] }],
    ['of a command that is none', { custom_id: 'form|nothing|0|', components: [container] }],
    ['of a command without a form', { custom_id: 'form|unwatch|0|', components: [container] }],
    ['without its parts', { custom_id: 'form|watch|0|' }],
    ['with parts of another shape', { custom_id: 'form|watch|0|', components: [{ type: 18 }, 1, null] }],
  ])('%s does nothing', async (_, data) => {
    const channel = newChannel();
    const { text } = await server.answerTo(server.send(5, data, { channel }));
    expect(text).toContain('This form is from another version');
    expect((await server.type('watches', {}, { channel })).text).not.toContain(READY);
  });

  it.each([
    ['an account that is not of this server', 'account', 'club'],
    ['an argument that there is none of', 'constructor', 'x'],
    ['a note without end', 'note', 'x'.repeat(501)],
  ])('with %s is refused as the typed command is', async (_, custom_id, value) => {
    const channel = newChannel();
    const other = { type: 18, component: { type: 4, custom_id, value } };
    const data = { custom_id: 'form|watch|0|', components: [container, other] };
    const { text } = await server.answerTo(server.send(5, data, { channel }));
    expect(text).toContain('⚠️');
    expect((await server.type('watches', {}, { channel })).text).not.toContain(READY);
  });

  it('from a server that is not served gets its id, and nothing else', async () => {
    const form = await server.modalOf(server.sendTyped('watch'));
    for (const sent of [
      server.sendModal(form, { container: READY }, { guild: FOREIGN_GUILD }),
      server.sendTyped('watch', {}, { guild: FOREIGN_GUILD }),
      server.sendChosen(ON_MESSAGE, { content: READY }, { guild: FOREIGN_GUILD }),
    ]) {
      const { text } = await server.answerTo(sent);
      expect(text).toContain(FOREIGN_GUILD);
      expect(text).not.toContain(READY);
    }
  });

  it('is answered once, though a resumed session replays it', async () => {
    const channel = newChannel();
    const form = await server.modalOf(server.sendTyped('watch', {}, { channel }));
    const sent = server.sendModal(form, { container: READY }, { channel });
    await server.answerTo(sent);
    const again = { id: sent, token: `interaction-token-${sent}` };
    const data = { custom_id: form.id, components: [container] };
    server.send(5, data, { channel }, again);
    await server.type('watches', {}, { channel });
    const answers = discord.calls.entries.filter(
      ({ route, parts }) => route === 'callback' && parts[0] === sent,
    );
    expect(answers).toHaveLength(1);
  });
});

describe('Watch these containers', () => {
  it('shows the ids of the message, and watches those that are left', async () => {
    const channel = newChannel();
    const target = {
      content: `<@1400000000000000001> <#1300000000000000001> <t:1764100800:R> failed:${READY} see https://discord.com/channels/1200000000000000001/1300000000000000001/1300000000000000002`,
      embeds: [{ title: 'n8n', fields: [{ name: 'creation_id', value: `\`${SECOND_ID}\`` }] }],
      components: [
        { type: 17, components: [{ type: 10, content: '```json\n{"id":"17900000000000003"}\n```' }] },
      ],
    };
    const form = await server.modalOf(server.sendChosen(ON_MESSAGE, target, { channel }));
    expect(filledIn(form, 'container')?.split('\n')).toEqual([READY, SECOND_ID, '17900000000000003']);
    const answer = await server.answerTo(server.sendModal(form, { container: SECOND_ID }, { channel }));
    expect(answer.text).toContain(SECOND_ID);
    expect((await server.type('watches', {}, { channel })).text).not.toContain(READY);
  });

  it('reads a message that is forwarded', async () => {
    const target = { message_snapshots: [{ message: { content: `ready: ${READY}` } }] };
    const form = await server.modalOf(server.sendChosen(ON_MESSAGE, target));
    expect(filledIn(form, 'container')).toBe(READY);
  });

  it('shows 20 ids, and says how many there are', async () => {
    const many = Array.from({ length: 30 }, (_, index) => String(17900000000000100n + BigInt(index)));
    const form = await server.modalOf(server.sendChosen(ON_MESSAGE, { content: many.join(', ') }));
    expect(filledIn(form, 'container')?.split('\n')).toEqual(many.slice(0, 20));
    expect(form.fields[0]?.hint).toContain('20 of 30');
  });

  it.each([
    ['nothing', {}],
    ['words', { content: 'we launch at 20:15 on <t:1764100800>, ask <@!1400000000000000001>' }],
    ['an emoji', { content: '<:logo:1400000000000000001> <a:party:1400000000000000002>' }],
  ])('says so where the message holds %s', async (_, target) => {
    const { text } = await server.answerTo(server.sendChosen(ON_MESSAGE, target));
    expect(text).toContain('no container ID in that message');
  });

  it('is refused under a name that is not ours', async () => {
    const { text } = await server.answerTo(server.sendChosen('Report this message', { content: READY }));
    expect(text).toContain('Unknown command');
  });
});
