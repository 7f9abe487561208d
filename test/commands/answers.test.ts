import { describe, expect, it, onTestFinished } from 'vitest';
import { typedCommands } from '../../commands/table.ts';
import { error, NOT_FOUND, scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { Story } from '../support/story.ts';

async function begin(containers: Parameters<typeof scenarioOf>[0], rest: object = {}): Promise<Story> {
  const story = await Story.begin({ scenario: scenarioOf(containers, { ...rest }) });
  onTestFinished(() => story.end());
  return story;
}

describe('status', () => {
  it('says how a container stands, what that means and what to do, and offers to watch it', async () => {
    const story = await begin({ [VIDEO]: [status('0s', 'IN_PROGRESS')] });
    expect(await story.type(`status ${VIDEO}`)).toMatchInlineSnapshot(`
      "⏳ Container 17900000000000001 is still processing
        Wait: a text is ready at once, an image in seconds, a video usually in 25 to 90 seconds.
        brand · checked 2026-01-01 00:00 UTC (just now)
        [Watch] /threads watch 17900000000000001 account:brand
        [Check again] /threads status 17900000000000001 account:brand"
    `);
  });

  it.each([
    [
      'ERROR',
      [status('0s', 'ERROR', 'INVALID_DURATION')],
      /failed: the video's length.*\n.*at most 300 seconds.*won't work/,
    ],
    [
      'EXPIRED',
      [status('0s', 'EXPIRED')],
      /expired: not published within 24 hours\n.*Create a new container/,
    ],
    [
      'not found',
      [NOT_FOUND],
      /can't be found\n.*Wait a minute.*\n.*Threads can't see it yet, or its id is wrong/,
    ],
    [
      "a post's id",
      [error('0s', 100, undefined, 500)],
      /looks like a published post's id.*\n.*Use the container id/,
    ],
    ['an unknown status', [status('0s', 'ODD')], /“ODD”, a status that Threads does not document/],
  ])('of %s', async (_, life, says) => {
    const story = await begin({ [VIDEO]: life });
    expect(await story.type(`status ${VIDEO}`)).toMatch(says);
  });

  it.each(['`', '“', "'", '**'])('reads an id that is pasted with %s around it', async (mark) => {
    const story = await begin({ [VIDEO]: [status('0s', 'IN_PROGRESS')] });
    expect(await story.type(`status ${mark}${VIDEO}${mark === '“' ? '”' : mark}`)).toContain(
      'still processing',
    );
  });

  it('shows the last check of a watched container for a minute, and then checks it again for its watch', async () => {
    const story = await begin({ [VIDEO]: [status('0s', 'IN_PROGRESS'), status('2h', 'ERROR', 'UNKNOWN')] });
    await story.type(`watch ${VIDEO}`);
    await story.pass('30s');
    expect(await story.type(`status ${VIDEO}`)).toContain('(30 s ago)');
    expect(story.checksAt(VIDEO)).toBe(1);
    await story.pass('3h');
    expect(await story.type(`status ${VIDEO}`)).toContain('failed');
    expect(story.alertsOn(VIDEO).at(-1)?.first).toMatch(/^❌/);
    expect(await story.type('watches')).toContain('watches nothing');
  });

  it('reads an id in a link, in the quotes of a phone, and in a link as Slack sends it', async () => {
    const story = await begin({ [VIDEO]: [status('0s', 'FINISHED')] });
    for (const typed of [
      `https://graph.threads.net/v1.0/${VIDEO}?fields=status`,
      `“${VIDEO}”`,
      `<https://x.test/${VIDEO}|${VIDEO}>`,
    ])
      expect(await story.type(`status ${typed}`)).toContain(`Container ${VIDEO} is ready`);
  });

  it('says that the token is refused where it is, not that the container is missing', async () => {
    const story = await begin(
      { [VIDEO]: [NOT_FOUND] },
      { faults: [{ only: 'me', http: 500, error: { code: 190, error_subcode: 460 } }] },
    );
    expect(await story.type(`status ${VIDEO}`)).toContain(
      `Can't check ${VIDEO} of brand: the account's password has changed`,
    );
  });
});

describe('help', () => {
  it('lists every command that can be typed, each on a line', async () => {
    const story = await begin({});
    const lines = (await story.type('')).split('\n');
    for (const { name, description } of typedCommands)
      expect(lines).toContainEqual(
        expect.stringMatching(new RegExp(`^  /threads ${name}\\b.*: ${RegExp.escape(description)}`)),
      );
    expect(lines).toHaveLength(typedCommands.length + 2);
    expect(lines.at(-1)).toBe('  For more about one, type /threads help watch');
  });

  it('explains one command', async () => {
    const story = await begin({});
    expect(await story.type('help watch')).toMatchInlineSnapshot(`
      "/threads watch <container> [account:…] [age:…] [note:…] [mention:…]: Tell this channel what becomes of containers
        • container: One to 20 container ids, split by space or comma
        • account (optional): The Threads account; without it, this workspace's first
        • age (optional): How long ago they were created, like 20m; without it, just now
        • note (optional): What they are, for those who read the alert; at most 500 characters
        • mention (optional): me: bad news about them calls you by name
        For example: /threads watch 17900000000000001 age:20m note:"launch video""
    `);
  });
});

describe('watches', () => {
  it('shows status, next check, time left and who watches', async () => {
    const story = await begin({ [VIDEO]: [status('0s', 'FINISHED')] });
    await story.type(`watch ${VIDEO} age:20m note:"launch video"`);
    expect(await story.type('watches')).toMatchInlineSnapshot(`
      "👀 This channel watches one post
        🟢 17900000000000001 of brand “launch video”: ready to publish; next check 2026-01-01 22:40 UTC (in 22 h 40 min); expires 2026-01-01 23:40 UTC (in 23 h 40 min); asked by ann"
    `);
  });
});

it('unwatch all of one account leaves the watches of another, and names the account without any', async () => {
  const shop = { token: 'token-of-shop', id: '17841400000000002', username: 'shop' };
  const brand = { token: 'sandbox-token', id: '17841400000000001', username: 'brand' };
  const story = await begin({ [VIDEO]: [status('0s', 'IN_PROGRESS')] }, { accounts: [brand, shop] });
  await story.type(`watch ${VIDEO} account:brand`);
  expect(await story.type('unwatch all account:shop')).toContain('This channel watches nothing of shop');
  expect(await story.type('watches')).toContain(VIDEO);
});
