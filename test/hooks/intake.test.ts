import { describe, expect, it, onTestFinished } from 'vitest';
import type { CalledHook, HookCall } from '../../src/alerts/hookCall.ts';
import type { GraphError } from '../../src/threads/readGraphError.ts';
import { CrashableProcess, crashAtEachAwait } from '../support/crashableProcess.ts';
import { scenarioOf, status } from '../support/scenarios.ts';
import { channelRef, Story } from '../support/story.ts';

const ONE = '17900000000000001';
const TWO = '17900000000000002';
const HOOK: CalledHook = { id: 'h1', name: 'ci', channel: channelRef('c1'), account: 'brand', by: 'ann' };
const NOT_VISIBLE: GraphError = {
  code: 24,
  subcode: 4279009,
  message: 'The requested resource does not exist',
};
const POST = { id: '18000000000000001', permalink: 'https://www.threads.net/@brand/post/abc' };

type Lives = Parameters<typeof scenarioOf>[0];

async function begin(lives: Lives): Promise<Story> {
  const story = await Story.begin({ scenario: scenarioOf(lives) });
  onTestFinished(() => story.end());
  return story;
}

async function call(story: Story, made: HookCall) {
  const outcomes = await story.bot.hookIntake.take(HOOK, made, story.clock.now());
  await story.bot.drain();
  return outcomes;
}

/** The messages of days, as they read now. */
function days(story: Story, channel = 'c1'): string[] {
  return story.chat.messages
    .filter((told) => told.channel === channel && told.first.includes('Posts that programs reported'))
    .map(({ now }) => now);
}

const ready = [status('0s', 'FINISHED'), status('24h', 'EXPIRED')];

describe('containers that a program registers', () => {
  it('are not checked before they are a minute old, and not at all once they are reported as published', async () => {
    const story = await begin({ [ONE]: ready });
    expect(await call(story, { kind: 'watch', containers: [ONE], note: 'launch video' })).toEqual([
      { container: ONE, watching: true },
    ]);
    await story.pass('50s');
    expect(story.checksAt(ONE)).toBe(0);
    expect(await call(story, { kind: 'published', container: ONE, post: POST })).toEqual([
      { container: ONE, watching: false },
    ]);
    await story.pass('25h');
    expect(story.checksAt(ONE)).toBe(0);
    expect(days(story)).toEqual([expect.stringContaining('1 watched · 1 published')]);
  });

  it('that are ready are not looked at again until they are 15 minutes old, where the program reports what is out', async () => {
    const story = await begin({ [ONE]: ready, [TWO]: ready });
    const watch = (container: string, reportsPublished: boolean) =>
      story.bot.hookIntake.take(
        { ...HOOK, reportsPublished },
        { kind: 'watch', containers: [container] },
        story.clock.now(),
      );
    await watch(ONE, true);
    await watch(TWO, false);
    await story.pass('14m');
    expect([story.checksAt(ONE), story.checksAt(TWO)]).toEqual([1, 4]);
    await story.pass('2m');
    expect(story.alertsOn(ONE)).toHaveLength(1);
  });

  it('are checked at once where they were created some minutes ago', async () => {
    const story = await begin({ [ONE]: ready });
    await call(story, { kind: 'watch', containers: [ONE], createdAt: story.clock.now() - 600_000 });
    await story.pass('10s');
    expect(story.checksAt(ONE)).toBe(1);
  });

  it('share one message a day, in which the open and the failed ones are named', async () => {
    const ids = Array.from({ length: 30 }, (_, index) => String(17900000000000001n + BigInt(index)));
    const story = await begin({
      ...Object.fromEntries(ids.map((id) => [id, ready])),
      [ONE]: [status('0s', 'ERROR', 'FAILED_DOWNLOADING_VIDEO')],
    });
    for (const id of ids) {
      await call(story, { kind: 'watch', containers: [id], note: `post ${id}` });
      await story.pass('1s');
    }
    for (const id of ids.slice(2)) await call(story, { kind: 'published', container: id, post: POST });
    await story.pass('2m');
    const [day, ...others] = days(story);
    expect(others).toEqual([]);
    expect(day).toContain('30 watched · 28 published · 1 open · 1 failed');
    expect(day).toContain(`“post ${ONE}”`);
    expect(day).toContain(`“post ${TWO}”`);
    expect(day).not.toContain(`post ${ids[5]}”`);
    expect(story.alertsOn(ONE)).toHaveLength(1);
  });

  it('edit their message every few seconds at most, and it ends up right', async () => {
    const ids = Array.from({ length: 60 }, (_, index) => String(17900000000000001n + BigInt(index)));
    const story = await begin(Object.fromEntries(ids.map((id) => [id, ready])));
    for (const id of ids) {
      await story.bot.hookIntake.take(HOOK, { kind: 'watch', containers: [id] }, story.clock.now());
      await story.bot.deliver();
      await story.pass('0.5s');
    }
    await story.pass('10s');
    expect(days(story)).toEqual([expect.stringContaining('60 watched · 60 open')]);
    expect(story.chat.calls.filter(({ call }) => call === 'edit').length).toBeLessThanOrEqual(10);
  });

  it('get a new message on a new day', async () => {
    const story = await begin({ [ONE]: ready, [TWO]: ready });
    await call(story, { kind: 'watch', containers: [ONE] });
    await story.pass('24h');
    await call(story, { kind: 'watch', containers: [TWO] });
    await story.pass('10s');
    expect(days(story)).toEqual([expect.stringContaining(ONE), expect.stringContaining(TWO)]);
  });

  it('are registered once, however often and however late the call comes', async () => {
    const story = await begin({ [ONE]: ready });
    for (let time = 0; time < 3; time += 1) await call(story, { kind: 'watch', containers: [ONE] });
    await call(story, { kind: 'published', container: ONE, post: POST });
    expect(await call(story, { kind: 'watch', containers: [ONE] })).toEqual([
      { container: ONE, watching: false },
    ]);
    await call(story, { kind: 'published', container: ONE, post: POST });
    await story.restart();
    expect(await call(story, { kind: 'watch', containers: [ONE] })).toEqual([
      { container: ONE, watching: false },
    ]);
    await story.pass('25h');
    expect(story.checksAt(ONE)).toBe(0);
    expect(days(story)).toEqual([expect.stringContaining('1 watched · 1 published')]);
  });

  it('are not watched again once somebody stopped watching them', async () => {
    const story = await begin({ [ONE]: ready });
    await call(story, { kind: 'watch', containers: [ONE] });
    await story.type(`unwatch ${ONE}`);
    expect(await call(story, { kind: 'watch', containers: [ONE] })).toEqual([
      { container: ONE, watching: false },
    ]);
    await story.pass('25h');
    expect(story.checksAt(ONE)).toBe(0);
  });

  it('are not watched again either where somebody deleted the message, and it is posted again without them', async () => {
    const story = await begin({ [ONE]: ready, [TWO]: ready });
    await call(story, { kind: 'watch', containers: [ONE, TWO] });
    await story.pass('10s');
    const [posted] = story.chat.messages;
    story.chat.forget(posted?.id ?? '');
    await story.type(`unwatch ${ONE}`);
    await story.pass('10s');
    expect(days(story)).toEqual([expect.stringContaining('1 watched · 1 open')]);
    await story.restart();
    expect(await call(story, { kind: 'watch', containers: [ONE] })).toEqual([
      { container: ONE, watching: false },
    ]);
  });

  it('that were never watched and are published count in the message of the day', async () => {
    const story = await begin({});
    await call(story, { kind: 'published', container: ONE, post: POST, note: 'launch video' });
    await call(story, { kind: 'watch', containers: [TWO] });
    await story.pass('10s');
    expect(days(story)).toEqual([expect.stringContaining('2 watched · 1 published · 1 open')]);
  });

  it('take no room of what people watch in the channel, nor of the person who made the hook', async () => {
    const ids = Array.from({ length: 1_100 }, (_, index) => String(17900000000000001n + BigInt(index)));
    const story = await begin({ [ONE]: ready });
    for (let start = 0; start < ids.length; start += 20)
      await call(story, { kind: 'watch', containers: ids.slice(start, start + 20) });
    expect(await story.type('watch 17800000000000001')).toContain('👀');
  });
});

describe('an error that a program reports', () => {
  it('at publish is told at once with what the container’s own status says, and the watch goes on', async () => {
    const story = await begin({ [ONE]: ready });
    const outcome = await call(story, {
      kind: 'error',
      container: ONE,
      error: NOT_VISIBLE,
      note: 'launch video',
    });
    expect(outcome).toEqual([{ container: ONE, watching: true }]);
    await story.pass('10s');
    const [alert, ...others] = story.alertsOn(ONE);
    expect(others).toEqual([]);
    expect(alert?.first).toContain('❌ “launch video” was not published');
    expect(alert?.first).toContain('10 to 60 seconds');
    expect(alert?.first).toContain('ready');
    expect(alert?.first).toContain('24/4279009');
    await call(story, { kind: 'published', container: ONE, post: POST });
    await story.pass('10s');
    expect(story.alertsOn(ONE)).toHaveLength(1);
    expect(story.alertsOn(ONE)[0]?.now).toContain('✅ Since then: published');
  });

  it('of a container that turns out to be published is good news', async () => {
    const story = await begin({ [ONE]: [status('0s', 'PUBLISHED')] });
    await call(story, { kind: 'error', container: ONE, error: { code: 10, message: 'no permission' } });
    await story.pass('10s');
    const told = story.chat.messages.filter(({ first }) => first.includes(ONE));
    expect(told.some(({ first }) => first.startsWith('✅') && first.includes('is published, although'))).toBe(
      true,
    );
    expect(told.some(({ now }) => now.includes('❌'))).toBe(false);
  });

  it('of a container that failed is told once, by the reason why it failed', async () => {
    const story = await begin({ [ONE]: [status('0s', 'ERROR', 'FAILED_DOWNLOADING_VIDEO')] });
    await call(story, { kind: 'error', container: ONE, error: NOT_VISIBLE });
    await story.pass('10s');
    expect(story.alertsOn(ONE)).toHaveLength(1);
    expect(story.alertsOn(ONE)[0]?.first).toContain('download');
    await call(story, { kind: 'error', container: ONE, error: NOT_VISIBLE });
    await story.pass('1h');
    expect(story.alertsOn(ONE)).toHaveLength(1);
  });

  it('is told once for each error, however often it is reported', async () => {
    const story = await begin({ [ONE]: ready });
    for (const code of [24, 24, 10, 24, 10]) {
      await call(story, { kind: 'error', container: ONE, error: { code } });
      await story.pass('1m');
    }
    expect(story.alertsOn(ONE)).toHaveLength(2);
  });

  it('brings the note that the container lacked, and changes none that it had', async () => {
    const story = await begin({ [ONE]: ready });
    await call(story, { kind: 'watch', containers: [ONE] });
    await call(story, { kind: 'error', container: ONE, note: 'launch video', error: NOT_VISIBLE });
    await call(story, { kind: 'watch', containers: [ONE], note: 'another name' });
    await story.pass('10s');
    expect(story.alertsOn(ONE)[0]?.now).toContain('“launch video” was not published');
    expect(days(story)).toEqual([expect.stringContaining('“launch video”')]);
    expect(await story.type('watches')).toMatch(/“launch video”.*; by the hook “ci”$/m);
  });

  it('of one post after another is counted as one post', async () => {
    const story = await begin({ [ONE]: ready });
    for (const error of [NOT_VISIBLE, { code: 2 }])
      await call(story, { kind: 'error', container: ONE, note: 'launch video', error });
    await story.pass('10s');
    const [alert, ...others] = story.alerts();
    expect(others).toEqual([]);
    expect(alert?.now).toMatch(/^❌ “launch video” got an error at publishing/);
    await call(story, { kind: 'published', container: ONE, post: POST });
    await story.pass('10s');
    expect(story.alerts()[0]?.now).toMatch(/Since then published: “launch video” 17900000000000001$/m);
  });

  it('when a post was to be created is told by its note', async () => {
    const story = await begin({});
    const error = { code: 100, message: 'Param text must be at most 500 characters long.' };
    for (const note of ['launch video', 'launch video'])
      expect(await call(story, { kind: 'error', error, note })).toEqual([]);
    await story.pass('10s');
    const told = story.chat.messages.filter(({ first }) => first.includes('launch video'));
    expect(told).toHaveLength(1);
    expect(told[0]?.first).toContain('couldn’t be created'.replace('’', "'"));
    expect(told[0]?.first).toContain('500 characters');
  });

  it('is told, and its container watched, whichever await the process dies at', async () => {
    const live = async (crashAfter: number) => {
      let process: CrashableProcess | undefined;
      const live = () => {
        process = new CrashableProcess();
        return process;
      };
      const story = await Story.begin({ scenario: scenarioOf({ [ONE]: ready }), live });
      onTestFinished(() => story.end());
      const first = process;
      first?.crashAfter(crashAfter);
      const made: HookCall = { kind: 'error', container: ONE, error: NOT_VISIBLE };
      // A program whose call is not answered calls again.
      const isTaken = await call(story, made).then(
        () => true,
        () => false,
      );
      await story.pass('20s').catch(() => undefined);
      const crashed = first?.hasCrashed ?? false;
      if (crashed) await story.restart();
      if (!isTaken) await call(story, made);
      await story.pass('10m');
      return { story, crashed };
    };
    const deaths = await crashAtEachAwait(live, ({ story }, crashAfter) => {
      const told = `dying at await ${crashAfter}`;
      const alerts = story.alertsOn(ONE).length;
      expect(alerts, told).toBeGreaterThanOrEqual(1);
      expect(alerts, told).toBeLessThanOrEqual(2);
      expect(days(story).at(-1), told).toContain('1 watched · 1 open');
      expect(story.checksAt(ONE), told).toBeGreaterThanOrEqual(4);
    });
    expect(deaths).toBeGreaterThan(5);
  });
});
