import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findFreePort } from '../../support/findFreePort.ts';
import { status } from '../../support/scenarios.ts';
import type { SentView } from './checkView.ts';
import type { SlackDouble } from './double/slackDouble.ts';
import { openSlackWorld, type SlackWorld } from './double/slackWorld.ts';

const READY = '17900000000000011';
const SECOND_ID = '17900000000000012';
const containers = { [READY]: [status('0s', 'FINISHED')], [SECOND_ID]: [status('0s', 'FINISHED')] };

const BEN = 'U0BEN';
const FORM = 'threadwatch-watch';
const MODES = ['Socket Mode', 'signed HTTP'] as const;

const worlds = new Map<string, SlackWorld>();

beforeAll(async () => {
  await Promise.all(
    MODES.map(async (mode) => {
      const port = await findFreePort();
      const double = mode === 'signed HTTP' ? { botUrl: `http://127.0.0.1:${port}` } : {};
      const world = await openSlackWorld({ containers, env: { SLACK_PORT: String(port) }, double });
      world.bot.start();
      await world.bot.ready();
      worlds.set(mode, world);
    }),
  );
});

afterAll(async () => {
  for (const world of worlds.values()) await world.close();
});

function filledIn({ blocks }: SentView, name: string): string | undefined {
  return blocks.find(({ block_id }) => block_id === name)?.element.initial_value;
}

describe.each(MODES)('in Slack, over %s', (mode) => {
  let slack: SlackDouble;

  beforeAll(() => {
    const world = worlds.get(mode);
    if (world === undefined) throw new Error('the bot did not start');
    ({ slack } = world);
  });

  async function watched(channel: string): Promise<string> {
    return (await slack.command('watches', { channel }).answer()).text;
  }

  describe('watch without an id', () => {
    it('opens a form, and what is filled in is watched', async () => {
      const channel = 'C0FORM';
      const typed = slack.command('watch', { channel });
      const form = await typed.view();
      expect(form.blocks.map(({ block_id, optional }) => [block_id, optional])).toEqual([
        ['container', false],
        ['note', true],
        ['age', true],
        ['mention', true],
      ]);
      const container = `{"id":"${READY}"}\nand here is the other one: ${SECOND_ID}.`;
      const sent = slack.submit(form, { container, note: '<!channel> *launch*', age: '20m' });
      expect(await sent.response()).toEqual({});
      const answer = await typed.answer();
      expect(answer).toMatchObject({ response_type: 'ephemeral', replace_original: false });
      for (const id of [READY, SECOND_ID]) expect(answer.text).toContain(id);
      const live = await slack.message(channel, SECOND_ID);
      expect(live.texts[0]).toContain('&lt;!channel&gt;');
    });

    it('keeps in the form what was given', async () => {
      const form = await slack.command('watch note:"cut & paste"').view();
      expect(filledIn(form, 'note')).toBe('cut & paste');
    });

    it('leaves the form open where something in it can’t be used, and says so at the field', async () => {
      const channel = 'C0WRONG';
      const typed = slack.command('watch', { channel });
      const form = await typed.view();
      const response = await slack.submit(form, { container: 'abc', age: 'soon' }).response();
      expect(response.response_action).toBe('errors');
      expect(Object.keys(response.errors ?? {}).toSorted()).toEqual(['age', 'container']);
      expect(JSON.stringify(response.errors)).toMatch(/abc.*soon|soon.*abc/);
      expect(await slack.submit(form, { container: READY, age: '5m' }).response()).toEqual({});
      expect((await typed.answer()).text).toContain(READY);
    });

    it('says what to type where Slack does not open the form', async () => {
      slack.fail('views.open', 'expired_trigger_id');
      const { text } = await slack.command('watch note:launch').answer();
      expect(text).toContain('/threads watch');
      expect(text).toContain('note:launch');
    });

    it('can be sent after a restart', async () => {
      const world = worlds.get(mode);
      const channel = 'C0AGAIN';
      const typed = slack.command('watch', { channel });
      const form = await typed.view();
      world?.bot.kill('SIGTERM');
      await world?.bot.ended();
      world?.bot.start();
      await world?.bot.ready();
      expect(await slack.submit(form, { container: READY }).response()).toEqual({});
      expect((await typed.answer()).text).toContain(READY);
    });
  });

  describe('a form that somebody made up', () => {
    const change = (form: SentView, more: Partial<SentView>): SentView => ({ ...form, ...more });

    it('for another channel, person or team, or of another command, does nothing', async () => {
      const [channel, elsewhere] = ['C0HERE', 'C0THERE'];
      const form = await slack.command('watch', { channel }).view();
      const { private_metadata: metadata } = form;
      const forged = [
        change(form, { private_metadata: metadata.replace(channel, elsewhere) }),
        change(form, { private_metadata: metadata.slice(64) }),
        change(form, { private_metadata: '' }),
        change(form, { private_metadata: 'é'.repeat(64) + metadata.slice(64) }),
        change(form, { private_metadata: '{"team":"T0DOUBLE1"}' }),
        change(form, { callback_id: 'threadwatch-nothing' }),
        change(form, { callback_id: 'threadwatch-unwatch' }),
      ];
      for (const each of forged) {
        const response = await slack.submit(each, { container: READY }).response();
        expect(JSON.stringify(response)).toContain('form is from another version');
      }
      const byOther = await slack.submit(form, { container: READY }, { user: BEN }).response();
      expect(JSON.stringify(byOther)).toContain('form is from another version');
      const foreign = await slack.submit(form, { container: READY }, { team: 'T0OTHER' }).response();
      expect(JSON.stringify(foreign)).toContain('serves another workspace');
      const guest = await slack.submit(form, { container: READY }, { homeTeam: 'T0OTHER' }).response();
      expect(JSON.stringify(guest)).toContain('Only people of the workspace');
      for (const each of [channel, elsewhere]) expect(await watched(each)).not.toContain(READY);
    });

    it.each([
      ['an account that is not of this workspace', 'account', 'club'],
      ['an argument that there is none of', 'constructor', 'x'],
      ['a note without end', 'note', 'x'.repeat(501)],
    ])('with %s is refused as the typed command is', async (_, block_id, value) => {
      const channel = `C0${block_id.toUpperCase()}`;
      const typed = slack.command('watch', { channel });
      const form = await typed.view();
      const [first] = form.blocks;
      if (first === undefined) throw new Error('a form without a field');
      const blocks = [...form.blocks, { ...first, block_id }];
      await slack.submit({ ...form, blocks }, { container: READY, [block_id]: value }).acknowledged;
      expect((await typed.answer()).text).toContain('⚠️');
      expect(await watched(channel)).not.toContain(READY);
    });
  });

  describe('Watch these containers', () => {
    const rich = (elements: readonly object[]) => ({
      type: 'rich_text',
      elements: [{ type: 'rich_text_section', elements }],
    });

    it('shows the ids of the message, and watches those that are left', async () => {
      const channel = 'C0CHOSEN';
      const message = {
        text: `<@U0BEN> failed:${READY} <!date^1764100800^{date}|1764100800> <https://acme.slack.com/archives/C0GENERAL/p1764100800000100|see>`,
        blocks: [
          rich([
            { type: 'user', user_id: 'U0BEN' },
            { type: 'text', text: ` failed:${READY} ` },
            { type: 'link', url: 'https://acme.slack.com/archives/C0GENERAL/p1764100800000100' },
          ]),
          {
            type: 'actions',
            elements: [
              {
                type: 'button',
                action_id: 'x',
                value: '17900000000000099',
                text: { type: 'plain_text', text: 'x' },
              },
            ],
          },
        ],
        attachments: [
          { id: 1, ts: 1_764_100_800, fields: [{ title: 'creation_id', value: `\`${SECOND_ID}\`` }] },
        ],
      };
      const chosen = slack.chooseOn(message, FORM, { channel });
      expect(await chosen.acknowledged).toEqual({});
      const form = await chosen.view();
      expect(filledIn(form, 'container')?.split('\n')).toEqual([READY, SECOND_ID]);
      expect(await slack.submit(form, { container: SECOND_ID }).response()).toEqual({});
      expect((await chosen.answer()).text).toContain(SECOND_ID);
      expect(await watched(channel)).not.toContain(READY);
    });

    it('shows 20 ids, and says how many there are', async () => {
      const many = Array.from({ length: 30 }, (_, index) => String(17900000000000100n + BigInt(index)));
      const form = await slack.chooseOn({ text: `\`\`\`${many.join('\n')}\`\`\`` }, FORM).view();
      expect(filledIn(form, 'container')?.split('\n')).toEqual(many.slice(0, 20));
      expect(form.blocks[0]?.hint?.text).toContain('20 of 30');
    });

    it.each([
      ['nothing', {}],
      ['words', { text: 'we launch at 20:15, ask <@U0BEN>' }],
      ['blocks of another shape', { text: 5, blocks: [null, 1, { text: [[]] }], attachments: 'x' }],
    ])('says so where the message holds %s', async (_, message) => {
      const { text } = await slack.chooseOn(message, FORM).answer();
      expect(text).toContain('no container ID in that message');
    });

    it('is refused from another team, to a guest, and under an id that is none', async () => {
      const message = { text: READY };
      const foreign = await slack.chooseOn(message, FORM, { team: 'T0OTHER' }).answer();
      expect(foreign.text).toContain('serves another workspace');
      const guest = await slack.chooseOn(message, FORM, { homeTeam: 'T0OTHER' }).answer();
      expect(guest.text).toContain('Only people of the workspace');
      const made = await slack.chooseOn(message, 'threadwatch-unwatch').answer();
      expect(made.text).toContain('form is from another version');
    });
  });

  it('Slack would have refused nothing that these tests sent', () => {
    expect(slack.violations).toEqual([]);
  });
});
