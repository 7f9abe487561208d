import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { CalledHook, HookCall } from '../../src/alerts/hookCall.ts';
import { error, status, VIDEO } from '../support/scenarios.ts';
import { channelRef, type Story } from '../support/story.ts';
import { beginWithEvents, secretIn } from './beginWithEvents.ts';
import { type Call, Program } from './program.ts';

const OTHER = '17900000000000002';
const CALLED: CalledHook = { id: 'h1', name: 'ci', channel: channelRef('c1'), account: 'brand', by: 'ann' };

async function pass(story: Story, duration: string): Promise<void> {
  await story.pass(duration);
  await story.bot.events.drain();
}

async function call(story: Story, made: HookCall): Promise<void> {
  await story.bot.hookIntake.take(CALLED, made, story.clock.now());
  await story.bot.drain();
  await story.bot.events.drain();
}

/** HMAC-SHA256 in hex by a program that is not ours. */
function hmac(secret: string, words: string): string {
  const output = execFileSync('openssl', ['dgst', '-sha256', '-hmac', secret, '-r'], { input: words });
  return String(output).split(' ', 1)[0] ?? '';
}

describe('what becomes of a container', () => {
  it('is posted as signed JSON, by the time of the call', async () => {
    const program = await Program.start();
    const story = await beginWithEvents({
      [VIDEO]: [status('0s', 'IN_PROGRESS'), status('100s', 'ERROR', 'FAILED_DOWNLOADING_VIDEO')],
    });
    const secret = secretIn(await story.type(`hook on url:${program.url}`));
    await story.type(`watch ${VIDEO} note:"launch video"`);
    await pass(story, '5m');
    const [{ path, headers, body, event } = {} as Call, ...others] = program.calls;
    expect(others).toEqual([]);
    expect(path).toBe('/events');
    expect(event).toEqual({
      id: expect.stringMatching(/^evt_[\w-]{27}$/),
      type: 'container.failed',
      at: '2026-01-01T00:02:00.000Z',
      account: 'brand',
      container: VIDEO,
      note: 'launch video',
      status: 'ERROR',
      error_message: 'FAILED_DOWNLOADING_VIDEO',
      explanation: {
        cause: expect.stringContaining('download'),
        fix: expect.stringContaining('public'),
        try_again: 'yes',
      },
    });
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': expect.stringMatching(/^Threadwatch\/\d/),
      'x-threadwatch-event': 'container.failed',
      'x-threadwatch-delivery': expect.stringMatching(/^[\w-]{36}\.evt_/),
    });
    const [, time = '', signature] =
      /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['x-threadwatch-signature'])) ?? [];
    expect(Number(time)).toBe(Date.parse(event.at) / 1_000);
    expect(hmac(secret, `${time}.${body}`)).toBe(signature);
  });

  it('is posted in its order: ready, not out, about to expire, expired', async () => {
    const program = await Program.start();
    const story = await beginWithEvents({ [VIDEO]: [status('0s', 'FINISHED'), status('24h', 'EXPIRED')] });
    await story.type(`hook on url:${program.url}`);
    await story.type(`watch ${VIDEO}`);
    await pass(story, '25h');
    expect(program.types).toEqual([
      'container.ready',
      'container.unpublished',
      'container.expiring',
      'container.expired',
    ]);
    expect(program.calls.map(({ event }) => event.explanation.try_again)).toEqual(['no', 'no', 'no', 'yes']);
    expect(program.calls[1]?.event).toMatchObject({
      status: 'FINISHED',
      expires_at: '2026-01-02T00:00:00.000Z',
      explanation: {
        cause: 'is ready, but not published',
        fix: expect.stringContaining('2026-01-02T00:00:00.000Z'),
      },
    });
    expect(program.calls[3]?.event).not.toHaveProperty('expires_at');
    expect(new Set(program.calls.map(({ event }) => event.id)).size).toBe(4);
  });

  it('is posted where it is published, with the post as far as it is known', async () => {
    const program = await Program.start();
    const story = await beginWithEvents({
      [VIDEO]: [status('0s', 'IN_PROGRESS'), status('30s', 'PUBLISHED')],
      [OTHER]: [status('0s', 'FINISHED')],
    });
    await story.type(`hook on url:${program.url}`);
    await story.type(`watch ${VIDEO}`);
    await pass(story, '2m');
    const post = { id: '18000000000000001', permalink: 'https://www.threads.net/@brand/post/abc' };
    await call(story, { kind: 'published', container: OTHER, post, note: 'teaser' });
    await call(story, { kind: 'published', container: OTHER, post, note: 'teaser' });
    expect(program.calls.map(({ event }) => [event.type, event.container, event.post, event.note])).toEqual([
      ['container.published', VIDEO, undefined, undefined],
      ['container.published', OTHER, post, 'teaser'],
    ]);
  });

  it('is posted though people snoozed it', async () => {
    const program = await Program.start();
    const story = await beginWithEvents({
      [VIDEO]: [status('0s', 'IN_PROGRESS'), status('90s', 'ERROR', 'UNKNOWN')],
    });
    await story.type(`hook on url:${program.url}`);
    await story.type(`watch ${VIDEO}`);
    await story.type('snooze 2h');
    await pass(story, '5m');
    expect(story.alertsOn(VIDEO)).toEqual([]);
    expect(program.types).toEqual(['container.failed']);
  });

  it('is posted for a container that is not found, and one that takes long', async () => {
    const program = await Program.start();
    const story = await beginWithEvents({
      [VIDEO]: [error('0s', 24, 4279009)],
      [OTHER]: [status('0s', 'IN_PROGRESS')],
    });
    await story.type(`hook on url:${program.url}`);
    await story.type(`watch ${VIDEO} ${OTHER}`);
    await pass(story, '25h');
    const of = (container: string) => program.calls.filter(({ event }) => event.container === container);
    expect(of(VIDEO).map(({ event }) => [event.type, event.explanation.try_again])).toEqual([
      ['container.not_found', null],
    ]);
    expect(of(VIDEO)[0]?.event.error).toMatchObject({ code: 24, error_subcode: 4279009 });
    expect(of(OTHER).map(({ event }) => [event.type, event.explanation.try_again])).toEqual([
      ['container.delayed', 'no'],
      ['container.unfinished', 'once'],
    ]);
  });

  it('goes to the programs of its own channel and account alone', async () => {
    const [mine, theirs] = [await Program.start(), await Program.start()];
    const story = await beginWithEvents({
      [VIDEO]: [status('0s', 'IN_PROGRESS'), status('30s', 'PUBLISHED')],
    });
    await story.type(`hook on url:${mine.url}`);
    await story.type(`hook on url:${theirs.url}`, channelRef('c2'));
    await story.type(`watch ${VIDEO}`);
    await pass(story, '2m');
    expect([mine.types, theirs.types]).toEqual([['container.published'], []]);
  });

  it('goes to both hooks of a channel, as the same event in two deliveries', async () => {
    const programs = [await Program.start(), await Program.start()];
    const story = await beginWithEvents({
      [VIDEO]: [status('0s', 'IN_PROGRESS'), status('30s', 'PUBLISHED')],
    });
    for (const { url } of programs) await story.type(`hook on url:${url}`);
    await story.type(`watch ${VIDEO}`);
    await pass(story, '2m');
    const calls = programs.flatMap((program) => program.calls);
    expect(new Set(calls.map(({ event }) => event.id)).size).toBe(1);
    expect(new Set(calls.map(({ headers }) => headers['x-threadwatch-delivery'])).size).toBe(2);
  });
});

describe('errors that a program reports', () => {
  it('are posted: of a post that could not be created, and of a container that could not be published', async () => {
    const program = await Program.start();
    const story = await beginWithEvents({ [VIDEO]: [status('0s', 'FINISHED')] });
    await story.type(`hook on url:${program.url}`);
    const tooLong = { code: 100, message: 'Param text must be at most 500 characters long.' };
    await call(story, { kind: 'error', error: tooLong, note: 'launch video' });
    await call(story, { kind: 'error', container: VIDEO, error: { code: 24, subcode: 4279009 } });
    expect(program.calls.map(({ event }) => event)).toMatchObject([
      { type: 'post.create_error', note: 'launch video', error: tooLong },
      {
        type: 'container.publish_error',
        container: VIDEO,
        error: { code: 24, error_subcode: 4279009 },
        expires_at: '2026-01-02T00:00:00.000Z',
      },
      { type: 'container.ready', container: VIDEO },
    ]);
  });
});

describe('a quota', () => {
  it('that crosses a threshold, and has room again, is posted', async () => {
    const program = await Program.start();
    const quotas = {
      posts: [
        { at: '0s', usage: 100, total: 250 },
        { at: '1h', usage: 212 },
        { at: '90m', usage: 250 },
        { at: '2h', usage: 100 },
      ],
    };
    const story = await beginWithEvents({}, { quotas });
    await story.type(`hook on url:${program.url}`);
    await story.type('alerts on thresholds:80,100');
    await pass(story, '3h');
    expect(program.calls.map(({ event }) => [event.type, event.quota, event.explanation.try_again])).toEqual([
      ['quota.reached', { name: 'posts', used: 212, total: 250, share: 0.848, threshold: 80 }, 'no'],
      ['quota.reached', { name: 'posts', used: 250, total: 250, share: 1, threshold: 100 }, 'no'],
      ['quota.recovered', { name: 'posts', used: 100, total: 250, share: 0.4, threshold: 80 }, 'no'],
      ['quota.recovered', { name: 'posts', used: 100, total: 250, share: 0.4, threshold: 100 }, 'no'],
    ]);
    expect(program.calls[1]?.event.explanation.cause).toBe('has used up its posts: 250 / 250 posts (100 %)');
  });
});
