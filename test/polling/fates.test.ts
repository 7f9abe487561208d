import { describe, expect, it, onTestFinished } from 'vitest';
import { error, NOT_FOUND, type Step, scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { Story } from '../support/story.ts';

async function watchFor25Hours(steps: readonly Step[], typed = `watch ${VIDEO}`): Promise<Story> {
  const story = await Story.begin({ scenario: scenarioOf({ [VIDEO]: steps }) });
  onTestFinished(() => story.end());
  await story.type(typed);
  await story.pass('25h');
  return story;
}

const ERROR_MESSAGES = [
  'FAILED_DOWNLOADING_VIDEO',
  'FAILED_PROCESSING_AUDIO',
  'FAILED_PROCESSING_VIDEO',
  'INVALID_ASPEC_RATIO',
  'INVALID_BIT_RATE',
  'INVALID_DURATION',
  'INVALID_FRAME_RATE',
  'INVALID_AUDIO_CHANNELS',
  'INVALID_AUDIO_CHANNEL_LAYOUT',
  'UNKNOWN',
  'FAILED_IN_A_NEW_WAY',
  undefined,
];

describe('a container that fails', () => {
  it.each(ERROR_MESSAGES)(
    'with %s alerts its channel once, and says what happened and what to do',
    async (message) => {
      const story = await watchFor25Hours([status('0s', 'IN_PROGRESS'), status('100s', 'ERROR', message)]);
      const [alert, ...others] = story.alertsOn(VIDEO);
      expect(others).toEqual([]);
      expect(alert?.at).toBe(120_000);
      const [title = '', ...remedy] = alert?.first.split('\n') ?? [];
      expect(title).toMatch(/^❌ Container 17900000000000001 failed: [A-Za-z]/);
      expect(title).not.toMatch(/: [A-Z_]+$/);
      expect(remedy.join('\n')).toMatch(/new container/);
      expect(story.live(VIDEO)?.now).toContain('failed');
      expect(story.checksAt(VIDEO)).toBe(3);
    },
  );

  it('before it is watched alerts its channel at once', async () => {
    const story = await watchFor25Hours([status('0s', 'ERROR', 'INVALID_DURATION')]);
    expect(story.alertsOn(VIDEO)).toHaveLength(1);
    expect(story.alertsOn(VIDEO)[0]?.at).toBe(0);
    expect(story.checksAt(VIDEO)).toBe(1);
  });
});

describe('a container that is published', () => {
  it('is shown in the live message as ready and then as published, and sends no alert', async () => {
    const story = await Story.begin({
      scenario: scenarioOf({
        [VIDEO]: [status('0s', 'IN_PROGRESS'), status('50s', 'FINISHED'), status('150s', 'PUBLISHED')],
      }),
    });
    onTestFinished(() => story.end());
    await story.type(`watch ${VIDEO}`);
    await story.pass('1m');
    expect(story.live(VIDEO)?.now).toContain('ready to publish; it expires on');
    expect(story.live(VIDEO)?.now).toContain('expires on 2026-01-02 00:00 UTC (in 23 h 59 min)');
    await story.pass('25h');
    expect(story.live(VIDEO)?.now).toContain('published');
    expect(story.alerts()).toEqual([]);
    expect(story.checksAt(VIDEO)).toBe(4);
  });

  it('between the early checks and the 23 h check gets no expiry warning', async () => {
    const story = await watchFor25Hours([status('0s', 'FINISHED'), status('2h', 'PUBLISHED')]);
    expect(story.alerts().map(({ at }) => at)).toEqual([15 * 60_000]);
    expect(story.live(VIDEO)?.now).toContain('published');
    expect(story.checksAt(VIDEO)).toBe(7);
  });
});

describe('a container that is never published', () => {
  it('alerts an hour before it expires, and again when it has expired', async () => {
    const story = await watchFor25Hours([status('0s', 'FINISHED'), status('24h', 'EXPIRED')]);
    const [unpublished, warning, expiry, ...others] = story.alertsOn(VIDEO);
    expect(others).toEqual([]);
    expect(unpublished?.at).toBe(15 * 60_000);
    expect(unpublished?.first).toMatch(/ready, but not published/);
    expect(warning?.at).toBe(23 * 3_600_000);
    expect(warning?.first).toMatch(
      /^⏰ Container 17900000000000001 is not published yet, and expires on .*\(in 1 h\)/,
    );
    expect(expiry?.at).toBe(24 * 3_600_000);
    expect(expiry?.first).toMatch(/^⌛ Container 17900000000000001 expired/);
    expect(story.checksAt(VIDEO)).toBe(8);
  });

  it('and is watched at the age of 20 minutes is checked at once, at 23 h and at 24 h', async () => {
    const story = await watchFor25Hours(
      [status('0s', 'FINISHED'), status('23h40m', 'EXPIRED')],
      `watch ${VIDEO} age:20m`,
    );
    expect(story.alertsOn(VIDEO).map(({ at }) => at / 60_000)).toEqual([22 * 60 + 40, 23 * 60 + 40]);
    expect(story.checksAt(VIDEO)).toBe(3);
  });

  it('and is still ready at the last check sends an alert, and its watch ends', async () => {
    const story = await watchFor25Hours([status('0s', 'FINISHED')]);
    expect(story.alertsOn(VIDEO).map(({ first }) => first.split('\n')[0])).toEqual([
      expect.stringContaining('ready, but not published'),
      expect.stringContaining('is not published yet'),
      '⌛ Container 17900000000000001 was still not published at the last check',
    ]);
    expect(await story.type('watches')).toContain('watches nothing');
  });
});

describe('a container that never reaches a final status', () => {
  it('is reported as delayed after the early checks, and its watch ends with an alert at the last check', async () => {
    const story = await watchFor25Hours([status('0s', 'IN_PROGRESS')]);
    const [delayed, unfinished, ...others] = story.alertsOn(VIDEO);
    expect(others).toEqual([]);
    expect(delayed?.at).toBe(240_000);
    expect(delayed?.first).toContain('[Check again] /threads status 17900000000000001');
    expect(unfinished?.first).toMatch(/never finished/);
    expect(story.checksAt(VIDEO)).toBe(8);
  });

  it('but has an unknown status is shown with that status, and sends an alert at the last check', async () => {
    const story = await watchFor25Hours([status('0s', 'UNDER_REVIEW')]);
    expect(story.live(VIDEO)?.first).toContain('“UNDER_REVIEW”, a status that Threads does not document');
    expect(story.alertsOn(VIDEO)).toHaveLength(1);
    expect(story.alertsOn(VIDEO)[0]?.at).toBe(24 * 3_600_000);
  });
});

describe('a container that is not found', () => {
  it('in its first 20 seconds sends no alert', async () => {
    const story = await watchFor25Hours([NOT_FOUND, status('20s', 'FINISHED'), status('150s', 'PUBLISHED')]);
    expect(story.alerts()).toEqual([]);
    expect(story.live(VIDEO)?.now).toContain('published');
  });

  it.each([
    ['24/4279009', NOT_FOUND],
    ['100/33', error('0s', 100, 33)],
  ])(
    'at any check (%s) sends an alert after three checks in two minutes, with what it can mean',
    async (_, step) => {
      const story = await watchFor25Hours([step]);
      const [alert, ...others] = story.alertsOn(VIDEO);
      expect(others).toEqual([]);
      expect(alert?.at).toBe(120_000);
      expect(alert?.first).toContain(
        'the id is mistyped, or the container was discarded, or it is another account',
      );
      expect(story.checksAt(VIDEO)).toBe(3);
    },
  );

  it('any more, after it was found before, is reported as published or discarded', async () => {
    const story = await watchFor25Hours([status('0s', 'FINISHED'), error('1h', 24, 4279009)]);
    const [unpublished, warning, alert, ...others] = story.alertsOn(VIDEO);
    expect(others).toEqual([]);
    expect(unpublished?.at).toBe(15 * 60_000);
    expect(warning?.first).toContain('if it is not published yet');
    expect(alert?.first).toContain('is no longer found: most likely it was published');
    expect(story.checksAt(VIDEO)).toBe(8);
  });

  it('because the id is that of a published post is answered with that hint', async () => {
    const story = await Story.begin({
      scenario: scenarioOf({ [VIDEO]: [error('0s', 100, undefined, 500)] }),
    });
    onTestFinished(() => story.end());
    expect(await story.type(`watch ${VIDEO}`)).toContain("looks like a published post's id");
    await story.pass('25h');
    expect(story.alertsOn(VIDEO)).toHaveLength(1);
    expect(story.checksAt(VIDEO)).toBe(1);
  });
});

it('a status call that Threads refuses is answered with the message of Threads', async () => {
  const words = '(#100) Param fields must be a list';
  const story = await Story.begin({
    scenario: scenarioOf({ [VIDEO]: [{ at: '0s', error: { code: 100, message: words } }] }),
  });
  onTestFinished(() => story.end());
  for (const line of ['status', 'watch']) expect(await story.type(`${line} ${VIDEO}`)).toContain(words);
  expect(story.alertsOn(VIDEO)).toEqual([]);
  await story.pass('2m');
  expect(story.alertsOn(VIDEO)[0]?.first).toContain(words);
});

it('twenty containers that fail together are one alert, which names each container once', async () => {
  const containers = Object.fromEntries(
    Array.from({ length: 20 }, (_, index) => [
      String(17900000000000001n + BigInt(index)),
      [status('0s', 'IN_PROGRESS'), status('90s', 'ERROR', 'UNKNOWN')],
    ]),
  );
  const story = await Story.begin({ scenario: scenarioOf(containers) });
  onTestFinished(() => story.end());
  const ids = Object.keys(containers);
  await story.type(`watch ${ids.join(' ')}`);
  await story.pass('25h');
  const [alert, ...others] = story.alerts();
  expect(others).toEqual([]);
  expect(alert?.first).toMatch(/^❌ 20 posts of brand failed\n/);
  expect(alert?.first.match(/Check four things/g)).toHaveLength(1);
  for (const id of ids) expect(alert?.first.split(id)).toHaveLength(2);
});
