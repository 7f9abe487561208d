import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findNear } from '../../commands/findNear.ts';
import { commandTable, typedCommands } from '../../commands/table.ts';
import { UserError } from '../../commands/userError.ts';
import type { ChannelRef } from '../../src/channelRef.ts';
import { unwrapArgs } from '../../src/chat/discord/interactions/unwrapArgs.ts';
import { readCommand } from '../../src/chat/slack/interactions/readRequest.ts';
import { readLine } from '../../src/chat/terminal/readLine.ts';
import { parseLine } from '../../src/chat/text/parseLine.ts';
import type { Card } from '../../src/messages/card.ts';
import { drawn } from '../support/isThorough.ts';
import { scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { channelRef, Story } from '../support/story.ts';

const OTHER = '17900000000000002';
const NAMES = typedCommands.map(({ name }) => name);
const ELSEWHERE: ChannelRef = { ...channelRef('c1'), workspace: 'w2' };

let story: Story;
beforeAll(async () => {
  story = await Story.begin({
    scenario: scenarioOf(
      { [VIDEO]: [status('0s', 'FINISHED')] },
      {
        accounts: [
          { token: 'token-of-brand', id: '17841400000000001', username: 'brand' },
          { token: 'token-of-club', id: '17841400000000002', username: 'clubhouse' },
        ],
      },
    ),
    workspaces: { brand: ['w1'], clubhouse: ['w2'] },
  });
});
afterAll(() => story.end());

let people = 0;

/** The answer to a line that somebody new types, also where it can't be parsed. */
async function ask(line: string, channel = channelRef('c1')): Promise<Card> {
  try {
    const { command, args } = parseLine(line, typedCommands);
    people += 1;
    const person = { id: `person ${people}`, isManager: true };
    return await story.bot.dispatch({ command, args, channel, person });
  } catch (error) {
    if (error instanceof UserError) return error.card;
    throw error;
  }
}

function linesIn({ body }: Card): string[] {
  return body
    .flat()
    .flatMap((piece) => (typeof piece === 'object' && piece.kind === 'command' ? [piece.line] : []));
}

const letter = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz');

/** The name with one slip: a letter left out, put in or mistaken, or two that were swapped. */
function slipOf(name: string): fc.Arbitrary<string> {
  const place = fc.nat({ max: name.length - 1 });
  const slips = [
    place.map((at) => name.slice(0, at) + name.slice(at + 1)),
    fc.tuple(place, letter).map(([at, sign]) => name.slice(0, at) + sign + name.slice(at)),
    fc.tuple(place, letter).map(([at, sign]) => name.slice(0, at) + sign + name.slice(at + 1)),
    place.map(
      (at) =>
        name.slice(0, at) +
        name
          .slice(at, at + 2)
          .split('')
          .reverse()
          .join('') +
        name.slice(at + 2),
    ),
  ];
  return fc.oneof(...slips).filter((slip) => slip !== '' && slip !== name);
}

describe('a name with one slip is answered with the whole line that was meant', () => {
  it.each(NAMES)('the command %s', async (name) => {
    const slips = fc.sample(slipOf(name), { numRuns: 60, seed: 7 });
    for (const slip of slips.filter((each) => !NAMES.includes(each))) {
      const card = await ask(`${slip} ${VIDEO} account:brand note:"a b"`);
      expect(linesIn(card).join('\n'), slip).toMatch(
        new RegExp(`^${name} ${VIDEO} account:brand note:"a b"$`, 'm'),
      );
      expect(story.render(card)).toContain(`Unknown command ${slip}. Did you mean`);
    }
  });

  const options = typedCommands.flatMap((command) =>
    Object.keys(command.options).map((option) => [command.name, option] as const),
  );
  it.each(options)('in %s, the argument %s', async (name, option) => {
    const known = Object.keys(typedCommands.find((each) => each.name === name)?.options ?? {});
    for (const slip of fc.sample(slipOf(option), { numRuns: 60, seed: 7 })) {
      if (known.includes(slip)) continue;
      const card = await ask(`${name} ${slip}:17900000000000001`);
      expect(linesIn(card), slip).toContain(`${name} ${option}:17900000000000001`);
    }
  });

  it('the account, and none of another workspace', async () => {
    for (const slip of fc.sample(slipOf('brand'), { numRuns: 60, seed: 7 })) {
      const card = await ask(`status ${VIDEO} account:${slip}`);
      expect(linesIn(card), slip).toEqual([`status ${VIDEO} account:brand`]);
    }
    for (const slip of fc.sample(slipOf('clubhouse'), { numRuns: 60, seed: 7 }))
      expect(linesIn(await ask(`status ${VIDEO} account:${slip}`)), slip).toEqual([
        `status ${VIDEO} account:brand`,
      ]);
    expect(linesIn(await ask('quota clubhuose', ELSEWHERE))).toEqual(['quota clubhouse']);
  });

  const choices = typedCommands.flatMap(({ name, options: all }) =>
    Object.entries(all).flatMap(([option, { choices: values = [] }]) =>
      values.map((value) => [name, option, value, values] as const),
    ),
  );
  it.each(choices)('in %s, the %s %s', async (name, option, value, values) => {
    for (const slip of fc.sample(slipOf(value), { numRuns: 40, seed: 7 })) {
      if (values.includes(slip)) continue;
      const lines = linesIn(await ask(`${name} ${option}:${slip} account:brand`));
      expect(lines.length, slip).toBeGreaterThan(0);
      expect(lines.join('\n'), slip).toMatch(
        new RegExp(`^${name} (?:${option}:)?${value} account:brand$`, 'm'),
      );
    }
  });

  it('several at once', async () => {
    const card = await ask(`wacth ${VIDEO} acount:brand noet:"the big one"`);
    expect(linesIn(card)).toEqual([`watch ${VIDEO} account:brand note:"the big one"`]);
  });

  it('also where a misspelt one follows the words of another', async () => {
    const card = await ask(`watch ${VIDEO} agee:20m mentoin:me`);
    expect(linesIn(card)).toEqual([`watch ${VIDEO} age:20m mention:me`]);
    expect(linesIn(await ask('alerts quiet:22:00-07:00 UTC remnid:30m'))).toEqual([
      'alerts quiet:22:00-07:00 UTC remind:30m',
    ]);
  });

  it.each([
    ['alerts mention @team', 'alerts mention:@team'],
    ['alerts quiet 22:00-07:00 Europe/Berlin', 'alerts quiet:"22:00-07:00 Europe/Berlin"'],
    ['alerts remind 30m account:brand', 'alerts account:brand remind:30m'],
    ['alerts mute delays tokens', 'alerts mute:"delays tokens"'],
    ['alerts thresholds 80', 'alerts thresholds:80'],
  ])('the colon after a name: %s', async (line, meant) => {
    expect(linesIn(await ask(line))).toEqual([meant]);
    expect((await ask(meant)).tone).not.toBe('warning');
  });

  it('the id of a watch that is to end, and the word all', async () => {
    const channel = channelRef('slip of an id');
    await ask(`watch ${VIDEO}`, channel);
    expect(linesIn(await ask('unwatch 17900000000000010', channel))).toEqual([`unwatch ${VIDEO}`]);
    expect(linesIn(await ask('unwatch al', channel))).toEqual(['unwatch all']);
    expect(await story.bot.suggestWatches(channel)).toHaveLength(1);
  });
});

describe('what is far off', () => {
  it.each(['xyzzy', 'bananas', 'e', '', '—', 'frobnicate', 'a'.repeat(10_000), '…'])(
    '%j is near to nothing',
    (typed) => expect(findNear(typed, NAMES)).toEqual([]),
  );

  it.each([
    [`frobnicate ${VIDEO}`, 'help'],
    [`status ${VIDEO} colour:red`, 'help status'],
  ])('%j is answered with where to look', async (line, next) =>
    expect(linesIn(await ask(line))).toEqual([next]),
  );
});

describe('what can be understood is not refused', () => {
  const MEANT = { command: 'status', args: { container: VIDEO, account: 'brand' } };
  const line = `status ${VIDEO} account:brand`;
  const lines = [
    line,
    `/${line}`,
    `/threads ${line}`,
    `threads ${line}`,
    `/threads /threads ${line}`,
    `/threads threads ${line}`,
    `THREADS ${line}`,
    `STATUS ${VIDEO} Account:brand`,
    `\`/threads ${line}\``,
    `\`\`\`\n/threads ${line}\n\`\`\``,
    `\`\`\`text\n/threads ${line}\`\`\``,
    `**${line}**`,
    `“${line}”`,
    `> ${line}`,
    `$ /threads ${line}`,
    `  ${line}  `,
  ];
  const slack = (text: string) =>
    readCommand(
      {
        team_id: 'T0ONE',
        channel_id: 'C0GENERAL',
        user_id: 'U0MAY',
        text,
        response_url: 'https://hooks.slack.com/commands/1/2/3',
      },
      {
        serves: (team) => team === 'T0ONE',
        managers: new Set(),
        commands: commandTable,
        commandName: 'threads',
      },
    )?.content;

  it.each(lines)('%j', (typed) => {
    expect(parseLine(typed, typedCommands)).toEqual(MEANT);
    expect(slack(typed)).toMatchObject({ kind: 'run', action: MEANT });
    expect(readLine(typed, 'threads', typedCommands)).toEqual({ kind: 'command', parsed: MEANT });
  });

  it('under another name, and where that is the name of a command', () => {
    expect(parseLine(`/posts ${line}`, typedCommands, 'posts')).toEqual(MEANT);
    expect(() => parseLine(`/threads ${line}`, typedCommands, 'posts')).toThrow(UserError);
    const watching = { command: 'watch', args: { container: VIDEO } };
    for (const typed of [`watch ${VIDEO}`, `/watch ${VIDEO}`, `watch watch ${VIDEO}`])
      expect(parseLine(typed, typedCommands, 'watch')).toEqual(watching);
  });

  it('in the fields of Discord', () => {
    const command = commandTable.find(({ name }) => name === 'watch');
    if (command === undefined) throw new Error('there is no watch');
    for (const container of [
      VIDEO,
      `/threads watch ${VIDEO}`,
      `watch ${VIDEO}`,
      `\`/watch ${VIDEO}\``,
      `container:${VIDEO}`,
    ])
      expect(unwrapArgs({ container, account: 'Account: brand' }, command, 'threads')).toEqual({
        container: expect.stringContaining(VIDEO),
        account: 'brand',
      });
    const note = 'watch this /threads';
    expect(unwrapArgs({ note }, command, 'threads')).toEqual({ note });
  });

  it('an account in other capitals, where no other is spelt so', async () => {
    for (const name of ['Brand', 'BRAND', '`brand`'])
      expect(story.render(await ask(`status ${VIDEO} Account:${name}`))).not.toContain('no account');
  });
});

it('a quote that is never closed is closed in the line to type', async () => {
  expect(linesIn(await ask(`watch ${VIDEO} note:"the end`))).toEqual([`watch ${VIDEO} note:"the end"`]);
});

describe('of a line of ids, the good ones are watched', () => {
  const good = fc.bigInt({ min: 17_900_000_000_000_000n, max: 179_999_999_999_999_999n }).map(String);
  const bad = fc.oneof(
    fc.stringMatching(/^\d{1,9}$/),
    fc.stringMatching(/^\d{21,40}$/),
    fc.stringMatching(/^1790000[a-z]00000[0-9]{3}$/),
    fc.constantFrom('C8abcDEfgh1', 'https://www.threads.com/@brand/post/C8abcDEfgh1', '1.79e16', '12-ab-34'),
  );

  it('whatever stands between them, and each other word is named', async () => {
    const words = fc.tuple(
      fc.uniqueArray(good, { minLength: 1, maxLength: 20 }),
      fc.array(bad, { maxLength: 8 }),
      fc.infiniteStream(fc.nat({ max: 20 })),
    );
    await fc.assert(
      fc.asyncProperty(words, async ([ids, wrong, places]) => {
        const mixed = [...ids];
        for (const word of wrong) mixed.splice(places.next().value % (mixed.length + 1), 0, word);
        const channel = channelRef(`mixture ${mixed.join()}`);
        const card = await ask(`watch ${mixed.join(', ')} note:x`, channel);
        const watched = (await story.bot.suggestWatches(channel)).map(({ container }) => container);
        expect(watched.sort()).toEqual([...ids].sort());
        const answer = story.render(card);
        for (const word of wrong) expect(answer).toContain(word.slice(0, 40));
        if (wrong.length > 0) expect(answer).toMatch(/Type \/threads watch .* note:x/);
      }),
      { numRuns: drawn(60) },
    );
  });

  it('with the id that was meant, where a slip shows it', async () => {
    const card = await ask(`watch ${VIDEO} 1790000000000000O`, channelRef('slips'));
    expect(linesIn(card)).toContain('watch 17900000000000000');
    const glued = await ask(`watch ${VIDEO} ${VIDEO}${OTHER}`, channelRef('glued'));
    expect(linesIn(glued)).toContain(`watch ${VIDEO} ${OTHER}`);
  });

  it('up to 20, with the line for the others', async () => {
    const ids = Array.from({ length: 50 }, (_, index) => String(17900000000010000n + BigInt(index)));
    const channel = channelRef('fifty');
    const card = await ask(`watch ${ids.join(' ')} account:brand`, channel);
    expect(await story.bot.suggestWatches(channel)).toHaveLength(20);
    expect(linesIn(card)).toContain(`watch ${ids.slice(20, 40).join(' ')} account:brand`);
  });

  it('but none where the age is wrong, or a note has no name', async () => {
    const channel = channelRef('none');
    expect(linesIn(await ask(`watch ${VIDEO} 123 age:25h`, channel))).toEqual([`watch ${VIDEO} 123 age:20m`]);
    expect(linesIn(await ask(`watch ${VIDEO} launch video`, channel))).toEqual([
      `watch ${VIDEO} note:"launch video"`,
    ]);
    expect(linesIn(await ask(`watch ${VIDEO} ${OTHER} launch`, channel))).toEqual([
      `watch ${VIDEO} ${OTHER} note:launch`,
    ]);
    expect(await story.bot.suggestWatches(channel)).toEqual([]);
  });

  it('and likewise dropped', async () => {
    const channel = channelRef('dropped');
    await ask(`watch ${VIDEO} ${OTHER} 17900000000000033`, channel);
    const card = await ask(`unwatch ${VIDEO}, 12, ${OTHER}, 17900000000000034, 17900000000009999`, channel);
    const left = await story.bot.suggestWatches(channel);
    expect(left.map(({ container }) => container)).toEqual(['17900000000000033']);
    expect(linesIn(card)).toContain('unwatch 17900000000000033');
    expect(story.render(card)).toMatch(
      /12 isn't a container ID.*\n.*\n.*17900000000009999 isn't watched here/,
    );
  });
});

describe('nothing that is typed', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.constantFrom(
      ...NAMES,
      'account:',
      'note:"',
      'age=',
      '/threads',
      '```',
      VIDEO,
      '{',
      '“',
      ',',
      '\u0000',
      '\ud800',
    ),
  );
  const anyLine = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(' '));

  it('is answered otherwise than in words', () => {
    fc.assert(
      fc.property(anyLine, (line) => {
        for (const parse of [
          () => parseLine(line, typedCommands),
          () => readLine(line, 'threads', typedCommands),
          () => parseLine(line, typedCommands, 'status'),
        ])
          try {
            parse();
          } catch (error) {
            expect(error).toBeInstanceOf(UserError);
          }
      }),
      { numRuns: drawn(2_000) },
    );
  });
});
