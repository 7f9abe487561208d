import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messageCommandsOf, readFilledIn, showForm, writeFilledIn } from '../../commands/fillForm.ts';
import { findIdsInMessage } from '../../commands/messageIds.ts';
import { commandTable, typedCommands } from '../../commands/table.ts';
import { readMessage } from '../../src/chat/discord/interactions/readMessage.ts';
import { formRefused } from '../../src/chat/discord/interactions/refusals.ts';
import { renderCard } from '../../src/chat/discord/render/renderCard.ts';
import { renderModal } from '../../src/chat/discord/render/renderModal.ts';
import { FormMetadata } from '../../src/chat/slack/interactions/formMetadata.ts';
import { renderView } from '../../src/chat/slack/render/renderView.ts';
import { parseLine } from '../../src/chat/text/parseLine.ts';
import { anySign } from '../support/anySign.ts';
import { drawn } from '../support/isThorough.ts';
import { checkBody } from './discord/double/checkBody.ts';
import { checkView } from './slack/checkView.ts';

const ID = '17900000000000011';
const [watch] = messageCommandsOf(commandTable);
if (watch === undefined) throw new Error('no command has a form');

const hostile = fc.oneof(
  fc.string({ unit: anySign, maxLength: 6_000 }),
  fc.constantFrom(
    '@everyone',
    '<!channel>',
    '```',
    '\u202e',
    '\ud800',
    '&<>'.repeat(2_000),
    '\n'.repeat(500),
  ),
);
const typed = fc.record(
  { container: hostile, note: hostile, age: hostile, account: hostile, other: hostile },
  { requiredKeys: [] },
);
const names = fc.uniqueArray(
  fc.string({ minLength: 1, maxLength: 60 }).filter((name) => name.trim() === name),
  {
    maxLength: 120,
  },
);

describe('a form, whatever it begins with,', () => {
  it('is within what Discord takes', () => {
    fc.assert(
      fc.property(typed, names, (args, accountNames) => {
        const form = showForm(watch, { args }, { accountNames, mostChoices: 25 });
        expect(checkBody('callback', { type: 9, data: renderModal(form) })).toEqual([]);
      }),
      { numRuns: drawn(300) },
    );
  });

  it('is within what Slack takes', () => {
    fc.assert(
      fc.property(typed, names, (args, accountNames) => {
        const form = showForm(watch, { args }, { accountNames, mostChoices: 100 });
        const origin = { team: 'T0', channel: 'C0', user: 'U0', responseUrl: 'https://hooks.slack.com/x' };
        const metadata = new FormMetadata('secret');
        const written = metadata.write({ ...origin, hidden: form.hidden });
        expect(checkView(JSON.parse(JSON.stringify(renderView(form, written))))).toEqual([]);
        expect(metadata.read(written)).toMatchObject(origin);
        expect(metadata.read(written.replace('C0', 'C1'))).toBeUndefined();
        expect(new FormMetadata('another').read(written)).toBeUndefined();
      }),
      { numRuns: drawn(300) },
    );
  });

  it('can be refused in Discord with all that was typed', () => {
    fc.assert(
      fc.property(typed, (args) => {
        const filledIn = readFilledIn(watch, { ...args, age: 'never' });
        const { embeds, ...rest } = renderCard(formRefused(watch, filledIn), { commandName: 'threads' });
        expect(checkBody('reply', { ...rest, embeds })).toEqual([]);
      }),
      { numRuns: drawn(300) },
    );
  });
});

describe('what is filled in', () => {
  it.each([
    ['ids', `${ID} 17900000000000012`, `${ID} 17900000000000012`],
    ['a text that an id stands in', `The video is ${ID}, thanks!`, ID],
    ['JSON', `{"id": "${ID}"}`, ID],
  ])('as %s is read', (_, container, expected) => {
    const { args, problems } = readFilledIn(watch, { container });
    expect([args, problems]).toEqual([{ container: expected }, []]);
  });

  it('is no argument where it is blank', () => {
    expect(readFilledIn(watch, { container: ID, note: ' \n', age: '' }).args).toEqual({ container: ID });
  });

  it('is missing where it is required', () => {
    expect(readFilledIn(watch, { note: 'x' }).problems.map(({ option }) => option)).toEqual(['container']);
  });

  it('can be typed as one line', () => {
    const line = writeFilledIn(watch, {
      container: `${ID}\n17900000000000012`,
      note: 'launch\nvideo',
      age: '5m',
    });
    expect(line).not.toContain('\n');
    expect(parseLine(line, typedCommands).args).toEqual({
      container: `${ID} 17900000000000012`,
      note: 'launch video',
      age: '5m',
    });
  });
});

describe('the ids of a message', () => {
  it.each([
    ['alone', ID, [ID]],
    ['in words', `Container ${ID}: FAILED`, [ID]],
    ['beside a sign', `failed:${ID};id#17900000000000012`, [ID, '17900000000000012']],
    ['in code', `\`\`\`json\n{"id":"${ID}"}\n\`\`\``, [ID]],
    ['in JSON under another name', `{"video":"${ID}"}`, [ID]],
    ['in a link', `https://graph.threads.net/v1.0/${ID}?fields=status`, [ID]],
    ['twice', `${ID} and ${ID}`, [ID]],
    ['not at all', 'at 20:15 on 2026-11-25, 250 posts, order 4711', []],
  ])('are found %s', (_, words, ids) => {
    expect(findIdsInMessage(words)).toEqual(ids);
  });

  it('are none of Discord’s own numbers', () => {
    const snowflake = '1400000000000000001';
    const marks = [
      `<@${snowflake}>`,
      `<@!${snowflake}>`,
      `<@&${snowflake}>`,
      `<#${snowflake}>`,
      `<:logo:${snowflake}>`,
      `<a:party:${snowflake}>`,
      '<t:1764100800>',
      '<t:1764100800:R>',
      `</threads watch:${snowflake}>`,
      '<id:customize>',
      `https://discord.com/channels/${snowflake}/${snowflake}/${snowflake}`,
      `https://ptb.discord.com/channels/${snowflake}/${snowflake}`,
      `https://cdn.discordapp.com/attachments/${snowflake}/${snowflake}/x.png?ex=1`,
      `https://media.discordapp.net/attachments/${snowflake}/x.png`,
    ];
    for (const mark of marks) {
      const message = { content: `see ${mark} and ${ID}` };
      const data = { type: 3, name: 'x', target_id: '1', resolved: { messages: { 1: message } } };
      expect(findIdsInMessage(readMessage(data)?.words ?? ''), mark).toEqual([ID]);
    }
  });
});
