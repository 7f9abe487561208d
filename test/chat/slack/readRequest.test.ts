import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandTable } from '../../../commands/table.ts';
import { readCommand, readPress } from '../../../src/chat/slack/interactions/readRequest.ts';
import { unwrapText } from '../../../src/chat/slack/interactions/unwrapText.ts';

const OPTIONS = {
  serves: (team: string) => team === 'T0ONE',
  managers: new Set(['U0MAY']),
  commands: commandTable,
  commandName: 'threads',
};

describe('a line as Slack sends it', () => {
  it.each([
    ['status 1790', 'status 1790'],
    ['status <https://threads.net/p/1790|threads.net/p/1790>', 'status https://threads.net/p/1790'],
    ['status <https://threads.net/?a=1&amp;b=2>', 'status https://threads.net/?a=1&b=2'],
    ['watch <tel:17900000000000001|17900000000000001>', 'watch 17900000000000001'],
    ['note:"<mailto:a@b.example|a@b.example>"', 'note:"a@b.example"'],
    ['note:"for <@U0ANNA|anna> in <#C0GENERAL|general>"', 'note:"for @anna in #general"'],
    ['<@U0ANNA> <#C0GENERAL>', '@U0ANNA #C0GENERAL'],
    ['<!here> <!subteam^S1|@team> <!channel|channel>', '@here @team channel'],
    ['&lt;b&gt; &amp;lt; &amp;amp; &quot;', '<b> &lt; &amp; &quot;'],
    ['a < b > c', 'a  b  c'],
  ])('%j is read as %j', (raw, line) => {
    expect(unwrapText(raw)).toBe(line);
  });

  it('is unwrapped once: markup that a person typed as words stays words', () => {
    fc.assert(
      fc.property(fc.string(), (typed) => {
        const sent = typed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
        expect(unwrapText(sent)).toBe(typed);
      }),
    );
  });
});

const command = {
  team_id: 'T0ONE',
  channel_id: 'C0GENERAL',
  user_id: 'U0MAY',
  text: 'watch 17900000000000001,17900000000000002\n17900000000000003 note:“the launch”',
  response_url: 'https://hooks.slack.com/commands/1/2/3',
};

const press = {
  team: { id: 'T0ONE' },
  user: { id: 'U0ANNA' },
  channel: { id: 'C0GENERAL' },
  response_url: 'https://hooks.slack.com/actions/1/2/3',
  actions: [{ value: '{"command":"status","args":{"container":"1"}}' }],
};

describe('a request', () => {
  it('is read from a slash command', () => {
    expect(readCommand(command, OPTIONS)).toEqual({
      channel: { platform: 'slack', workspace: 'T0ONE', id: 'C0GENERAL' },
      person: expect.objectContaining({ id: 'U0MAY', isManager: true }),
      responseUrl: command.response_url,
      replaces: false,
      content: {
        kind: 'run',
        isEmptyLine: false,
        action: {
          command: 'watch',
          args: {
            container: '17900000000000001,17900000000000002 17900000000000003',
            note: 'the launch',
          },
        },
      },
    });
  });

  it('is read from a button, of a message or of an answer', () => {
    const action = { command: 'status', args: { container: '1' } };
    expect(readPress(press, OPTIONS)?.content).toEqual({ kind: 'run', action, isEmptyLine: false });
    const { channel: _, ...ephemeral } = press;
    expect(readPress({ ...ephemeral, container: { channel_id: 'C0OTHER' } }, OPTIONS)?.channel.id).toBe(
      'C0OTHER',
    );
  });

  it.each([
    ['another team’s button', { ...press, team: { id: 'T0TWO' } }, /serves another workspace/],
    ['a button without a value', { ...press, actions: [{}] }, /another version/],
    ['a button without a channel', { ...press, channel: null }, /can’t be read/],
    ['a button without an action', { ...press, actions: [] }, /can’t be read/],
    ['nobody’s button', { response_url: press.response_url }, /can’t be read/],
  ])('%s is refused in words', (_, body, says) => {
    const content = readPress(body, OPTIONS)?.content;
    expect(content?.kind === 'refuse' && JSON.stringify(content.card.title)).toMatch(says);
  });

  it('is not read where there is no address to answer to', () => {
    for (const body of [undefined, null, [], 'x', { response_url: 'no address' }]) {
      expect(readPress(body, OPTIONS)).toBeUndefined();
      expect(readCommand(body, OPTIONS)).toBeUndefined();
    }
  });

  it('is read whatever a button carries', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.jsonValue()), (value) => {
        const request = readPress({ ...press, actions: [{ value }] }, OPTIONS);
        expect(request?.content.kind).toBe('refuse');
      }),
    );
  });
});
