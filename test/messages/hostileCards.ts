import fc from 'fast-check';
import type { Button, Card } from '../../src/messages/card.ts';
import type { Mention } from '../../src/messages/channelChoices.ts';
import {
  bar,
  briefTime,
  code,
  command,
  namedMention,
  person,
  strong,
  time,
} from '../../src/messages/text.ts';
import { anySign } from '../support/anySign.ts';

/** Text that tries to format, to ping, to hide or to overflow, and text that is empty. */
export const hostileWords = fc.oneof(
  fc.string({ unit: anySign, maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom(
      ...[
        '<',
        '>',
        '&',
        '*',
        '`',
        '_',
        '~',
        '!',
        '@',
        '#',
        '|',
        '\\',
        '/',
        '[',
        ']',
        '(',
        ')',
        '-',
        '1',
        '.',
      ],
      ...['\n', '\r', '\t', ':', ' ', '\ud800', '\udfff', '\u200b', '\u202e', '\u2066', '\u2028'],
      ...['🧵', '👩‍👩‍👧', 'é', 'a'],
    ),
    maxLength: 40,
  }),
  fc.constantFrom(
    '',
    ' ',
    '\u0000',
    '\u200b',
    '\u2800',
    '@everyone',
    '@here',
    '<!channel>',
    '<@U0ANNA>',
    '<@1400000000000000001>',
    '<@&1500000000000000001>',
    '<#1300000000000000001>',
    '</threads watch:1>',
    '<:pwned:1300000000000000001>',
    '<t:1:R>',
    '[click](https://evil.example)',
    'https://evil.example/@everyone',
    'discord.gg/evil',
    '```js\nfence\n```',
    '||spoiler||',
    '# heading',
    '-# small print',
    '> quote',
    '>>> all of it',
    '1. list',
    'x'.repeat(5_000),
    'a_'.repeat(2_000),
    '`'.repeat(2_500),
    '&'.repeat(3_000),
    '🧵'.repeat(1_600),
    '\u202e'.repeat(300),
  ),
);

/** Whom a card calls: as platforms write ids, and anything else. */
export const anyMention: fc.Arbitrary<Mention> = fc.record(
  {
    kind: fc.constantFrom('role' as const, 'group' as const, 'person' as const),
    id: fc.oneof(
      fc.constantFrom('1500000000000000001', '1400000000000000001', 'S0TEAM', 'U0ANNA'),
      hostileWords,
    ),
    name: hostileWords,
  },
  { requiredKeys: ['kind', 'id'] },
);

const inline = fc.oneof(
  anyMention.map(namedMention),
  hostileWords,
  hostileWords.map(code),
  hostileWords.map(strong),
  fc.oneof(fc.constant('U0ANNA'), hostileWords).map(person),
  hostileWords.map(command),
  fc.oneof(fc.double(), fc.integer()).map(time),
  fc.integer().map(briefTime),
  fc.double().map(bar),
);

const line = fc.array(inline, { maxLength: 4 });

/** The arguments of a button or a command. */
export const hostileArgs = fc.dictionary(fc.string({ maxLength: 8 }), hostileWords, { maxKeys: 3 });

const label = fc.constantFrom<Button['label']>(
  'Watch',
  'Check again',
  'Stop watching',
  'Snooze',
  'Acknowledge',
  'Show all',
  'Reconnect',
);
const button = fc.record({
  label,
  command: fc.oneof(fc.constantFrom('status', 'stop'), hostileWords),
  args: hostileArgs,
});
const choices = fc.array(fc.record({ label: hostileWords, args: hostileArgs }), { maxLength: 8 });
const buttonWithChoices = fc
  .tuple(button, choices)
  .map(([each, some]): Button => ({ ...each, choices: some }));

/** Any card that the types allow. */
export const anyCard: fc.Arbitrary<Card> = fc.record(
  {
    tone: fc.constantFrom('good', 'bad', 'warning', 'waiting', 'neutral'),
    title: line,
    body: fc.array(line, { maxLength: 70, size: 'small' }),
    items: fc.array(line, { maxLength: 250 }),
    mentions: fc.array(anyMention, { maxLength: 6 }),
    isSilent: fc.boolean(),
    buttons: fc.array(fc.oneof(button, buttonWithChoices), { maxLength: 30 }),
  },
  { requiredKeys: ['tone', 'title', 'body', 'buttons'] },
);
