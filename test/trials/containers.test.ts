import { describe, expect, it, onTestFinished } from 'vitest';
import { HOUR, MINUTE } from '../../src/duration.ts';
import { error, type Step, scenarioOf, status } from '../support/scenarios.ts';
import { Story } from '../support/story.ts';

const [FIRST, OTHER, THIRD, BAD] = [
  '17900000000000001',
  '17900000000000002',
  '17900000000000003',
  '17900000000000009',
] as const;

async function begin(
  containers: Readonly<Record<string, readonly Step[]>>,
  rest: Readonly<Record<string, unknown>> = {},
): Promise<Story> {
  const story = await Story.begin({ scenario: scenarioOf(containers, rest) });
  onTestFinished(() => story.end());
  return story;
}

/** Each alert: when it came, in ms after the start, and its headline. */
const headlines = (story: Story): [after: number, headline: string][] =>
  story.alerts().map(({ at, first }) => [at, first.split('\n')[0] ?? '']);

const checksOf = (story: Story, id: string): number =>
  story.sandbox.calls.filter(({ container }) => container === id).length;

it('one id that fails for ever is in trouble alone, and hides nothing of the others', async () => {
  const story = await begin({
    [FIRST]: [status('0s', 'IN_PROGRESS'), status('90s', 'ERROR', 'INVALID_DURATION')],
    [OTHER]: [status('0s', 'FINISHED'), status('24h', 'EXPIRED')],
    [BAD]: [error('0s', 2, undefined, 500)],
  });
  await story.type(`watch ${BAD}`);
  await story.type(`watch ${FIRST} ${OTHER}`);
  await story.pass('5m');
  expect(await story.type('doctor')).toContain('its token works');
  expect(await story.type('watches')).toContain(`${BAD} of brand`);
  await story.pass('25h');
  expect(headlines(story)).toEqual([
    [2 * MINUTE, expect.stringContaining(`❌ Container ${FIRST} failed`)],
    [expect.any(Number), expect.stringContaining(`⚠️ Container ${BAD} can't be checked`)],
    [15 * MINUTE, expect.stringContaining(`🟢 Container ${OTHER} is ready, but not published`)],
    [23 * HOUR, expect.stringContaining(`⏰ Container ${OTHER} is not published yet`)],
    [24 * HOUR, expect.stringContaining(`⌛ Container ${OTHER} expired`)],
  ]);
  expect(checksOf(story, BAD)).toBeLessThanOrEqual(8);
  expect(await story.type('watches')).toContain('watches nothing');
});

it('a limit that comes with a usage header is told as one, and its time is obeyed', async () => {
  const usage = {
    '17841400000000001': [{ type: 'threads', call_count: 100, estimated_time_to_regain_access: 45 }],
  };
  const story = await begin(
    {
      [FIRST]: [status('0s', 'IN_PROGRESS'), status('10m', 'FINISHED')],
      [OTHER]: [status('0s', 'IN_PROGRESS'), status('10m', 'ERROR', 'INVALID_DURATION')],
    },
    {
      faults: [
        {
          from: '1m',
          to: '50m',
          headers: { 'x-business-use-case-usage': JSON.stringify(usage) },
          error: { code: 80002, http: 400 },
        },
      ],
    },
  );
  await story.type(`watch ${FIRST} ${OTHER}`);
  await story.pass('10m');
  const calls = story.sandbox.calls.length;
  expect(headlines(story)).toEqual([
    [MINUTE, expect.stringMatching(/^🚦 Can't check brand: Threads limits .*in 45 min/)],
  ]);
  await story.pass('35m');
  expect(story.sandbox.calls).toHaveLength(calls);
  expect(await story.type('watches')).toMatch(/2 posts/);
  await story.pass('2h');
  expect(headlines(story).map(([, headline]) => headline)).toContainEqual(
    expect.stringContaining(`❌ Container ${OTHER} failed: the video's length`),
  );
});

it('a container that is ready and not published is told of three times', async () => {
  const story = await begin({
    [FIRST]: [status('0s', 'IN_PROGRESS'), status('40s', 'FINISHED'), status('24h', 'EXPIRED')],
  });
  await story.type(`watch ${FIRST}`);
  await story.pass('25h');
  expect(headlines(story)).toEqual([
    [15 * MINUTE, `🟢 Container ${FIRST} is ready, but not published`],
    [23 * HOUR, expect.stringMatching(`⏰ Container ${FIRST} is not published yet, and expires on .*in 1 h`)],
    [24 * HOUR, `⌛ Container ${FIRST} expired: it was not published within 24 hours`],
  ]);
});

it("a blocked app is told in Meta's own words, and blamed on the app", async () => {
  const blocked = { code: 200, http: 400, type: 'OAuthException', message: 'API access blocked.' };
  const story = await begin(
    { [FIRST]: [status('0s', 'IN_PROGRESS'), status('10m', 'FINISHED')] },
    { faults: [{ from: '1m', to: '3h', error: blocked }] },
  );
  await story.type(`watch ${FIRST}`);
  await story.pass('10m');
  const told = [
    story.alerts()[0]?.first ?? '',
    await story.type(`status ${FIRST}`),
    await story.type('quota'),
  ];
  told.push(await story.type('doctor'));
  for (const words of told) {
    expect(words).toContain('Meta has blocked the app: it says “API access blocked.”');
    expect(words).toContain("the app's dashboard");
    expect(words).not.toMatch(/permission|[Rr]econnect/);
  }
});

describe('a reason', () => {
  it.each<[reason: string, words: RegExp, not: RegExp]>([
    ['FAILED_FRAME_RATE', /the video's frame rate.*23–60 frames per second/s, /undocumented/],
    ['FAILED_DOWNLOADING_IMAGE', /couldn't download the image.*direct, public HTTPS file/s, /video/],
    ['Unknown', /did not say why/, /own word/],
    ['ERROR: INVALID_BIT_RATE', /the video's bit rate.*100 Mbps/s, /undocumented/],
    ['THREADS_API__LINK_LIMIT_EXCEEDED', /more links than Threads accepts.*5 links/s, /Re-encode/],
    [
      '2207026: Unsupported video format.',
      /“2207026: Unsupported video format\.?”.*MP4 or MOV/s,
      /undocumented/,
    ],
    [
      'The video file has a frame rate (120 fps) above the maximum. Please upload 23 to 60 fps.',
      /^❌ Container 17900000000000001 failed: Threads says “The video file has a frame rate \(120 fps\)/,
      /Check four things|Re-encode/,
    ],
  ])('of a failure is explained by its subject: %s', async (reason, words, not) => {
    const story = await begin({ [FIRST]: [status('0s', 'IN_PROGRESS'), status('60s', 'ERROR', reason)] });
    await story.type(`watch ${FIRST}`);
    await story.pass('2m');
    expect(story.alerts()[0]?.first).toMatch(words);
    expect(story.alerts()[0]?.first).not.toMatch(not);
  });

  it('beside a status that Threads does not document is told at once, and the watch goes on', async () => {
    const reason = 'Your post goes against our Community Standards';
    const story = await begin({
      [FIRST]: [status('0s', 'IN_PROGRESS'), status('60s', 'REJECTED', reason), status('10m', 'PUBLISHED')],
      [OTHER]: [status('0s', 'PUBLISHING'), status('60s', 'PUBLISHED')],
    });
    await story.type(`watch ${FIRST} ${OTHER}`);
    await story.pass('2m');
    expect(headlines(story)).toEqual([
      [MINUTE, `🔷 Container ${FIRST} has a problem: Threads says “${reason}”`],
    ]);
    expect(await story.type(`status ${FIRST}`)).toContain(reason);
    await story.pass('25h');
    expect(story.alerts()).toHaveLength(1);
    expect(story.alerts()[0]?.now).toContain('✅ Since then: published');
  });

  it('of a status in small letters is read as the documented one', async () => {
    const story = await begin({
      [FIRST]: [status('0s', 'finished'), status('60s', 'error', 'INVALID_DURATION')],
    });
    await story.type(`watch ${FIRST}`);
    await story.pass('2m');
    expect(headlines(story)).toEqual([[MINUTE, expect.stringContaining("the video's length")]]);
  });
});

it('an id of a post is explained with auto_publish_text, which has no container', async () => {
  const nonexisting = { code: 100, message: 'Tried accessing nonexisting field (status)' };
  const story = await begin({ [FIRST]: [{ at: '0s', error: nonexisting }] });
  expect(await story.type(`status ${FIRST}`)).toMatch(/auto_publish_text there is no container/);
  await story.type(`watch ${FIRST}`);
  await story.pass('2m');
  expect(story.alerts()[0]?.first).toMatch(/auto_publish_text there is no container/);
});

it('a limit of the app is one incident of all its accounts, probed by one of them', async () => {
  const account = (name: string, index: number) => ({
    token: `token-of-${name}`,
    id: `1784140000000000${index}`,
    username: name,
  });
  const accounts = [account('brand', 1), account('shop', 2), account('third', 3)];
  const life = [status('0s', 'IN_PROGRESS'), status('10m', 'FINISHED')];
  const limit = { code: 4, http: 403, message: 'Application request limit reached' };
  const story = await begin(
    { [FIRST]: life, [OTHER]: life, [THIRD]: life },
    { accounts, faults: [{ from: '1m', to: '50m', error: limit }] },
  );
  for (const [index, id] of [FIRST, OTHER, THIRD].entries())
    await story.type(`watch ${id} account:${accounts[index]?.username}`);
  await story.pass('10m');
  expect(story.alerts()).toHaveLength(1);
  const { now } = story.alerts()[0] ?? {};
  for (const { username } of accounts) expect(now).toContain(username);
  const calls = story.sandbox.calls.length;
  await story.pass('45m');
  expect(story.sandbox.calls.length - calls).toBeLessThanOrEqual(1);
  await story.pass('5h');
  const signs = headlines(story).map(([, headline]) => headline.split(' ')[0]);
  expect(signs.filter((sign) => sign === '🚦' || sign === '✅')).toEqual(['🚦', '✅']);
});

it('a video that is published after 7 minutes is known at the check after 15, and the alert of its delay says so', async () => {
  const story = await begin({
    [FIRST]: [status('0s', 'IN_PROGRESS'), status('222s', 'PUBLISHED')],
    [OTHER]: [status('0s', 'IN_PROGRESS'), status('7m', 'PUBLISHED')],
  });
  await story.type(`watch ${FIRST}`);
  await story.type(`watch ${OTHER}`);
  await story.pass('15m');
  await story.pass('10s');
  expect(headlines(story)).toEqual([
    [4 * MINUTE, `🐢 Container ${OTHER} is still processing, longer than most`],
  ]);
  expect(story.alerts()[0]?.now).toContain('✅ Since then: published');
  expect([checksOf(story, FIRST), checksOf(story, OTHER)]).toEqual([5, 6]);
});

it('quotas are described by the window that Threads gives them', async () => {
  const row = {
    quota_usage: 12,
    config: { quota_total: 25, quota_duration: 3_600 },
    reply_quota_usage: 3,
    reply_config: { quota_total: 1_000, quota_duration: 86_400 },
    delete_quota_usage: 0,
    delete_config: { quota_total: 0, quota_duration: 86_400 },
    location_search_quota_usage: 0,
    location_search_config: { quota_total: 500, quota_duration: 604_800 },
  };
  const story = await begin(
    { [FIRST]: [status('0s', 'PUBLISHED')] },
    { faults: [{ only: 'quotas', http: 200, body: JSON.stringify({ data: [row] }) }] },
  );
  const report = await story.type('quota');
  expect(report).toContain('12 / 25 posts (48 %), over the last hour');
  expect(report).toContain('deletes: this account may not delete posts');
  expect(report).toContain('0 / 500 location searches (0 %), over the last 7 days');
});
