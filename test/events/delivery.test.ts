import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { CalledHook } from '../../src/alerts/hookCall.ts';
import type { LookupAll } from '../../src/events/guardedLookup.ts';
import { hookSchema } from '../../src/hooks/hook.ts';
import { tokenRecordSchema } from '../../src/tokens/tokenRecord.ts';
import { CrashableProcess, crashAtEachAwait } from '../support/crashableProcess.ts';
import { status, VIDEO } from '../support/scenarios.ts';
import { channelRef, type Story } from '../support/story.ts';
import { beginWithEvents, secretIn } from './beginWithEvents.ts';
import { type Call, Program } from './program.ts';

const OTHER = '17900000000000002';
const FAILS = { [VIDEO]: [status('0s', 'IN_PROGRESS'), status('90s', 'ERROR', 'UNKNOWN')] };

async function pass(story: Story, duration: string): Promise<void> {
  await story.pass(duration);
  await story.bot.events.drain();
}

/** A program reports that it could not create a post: an event at once. */
async function report(story: Story, note: string, channel = 'c1'): Promise<void> {
  const hook: CalledHook = {
    id: 'h1',
    name: 'ci',
    channel: channelRef(channel),
    account: 'brand',
    by: 'ann',
  };
  await story.bot.hookIntake.take(hook, { kind: 'error', error: { code: 100 }, note }, story.clock.now());
}

/** What the channel was told of events, by its headlines. */
function told(story: Story, channel = 'c1'): string[] {
  return story.chat.messages
    .filter((message) => message.channel === channel && /^📭|^⚠️ Some events/u.test(message.first))
    .map(({ first }) => first.split('\n', 1)[0] ?? '');
}

const notes = (program: Program): unknown[] => program.calls.map(({ event }) => event.note);

describe('an event that is not taken', () => {
  it('is sent again after waits that grow, as the same delivery, signed anew', async () => {
    const program = await Program.start();
    let isDown = true;
    program.answer = () => (isDown ? 503 : 200);
    const story = await beginWithEvents(FAILS);
    await story.type(`hook on url:${program.url}`);
    await story.type(`watch ${VIDEO}`);
    const times: number[] = [];
    for (let minute = 0; minute < 60; minute += 1) {
      const before = program.calls.length;
      await pass(story, '1m');
      for (let each = before; each < program.calls.length; each += 1) times.push(minute);
    }
    expect(times.length).toBeGreaterThanOrEqual(6);
    expect(times.length).toBeLessThanOrEqual(12);
    isDown = false;
    await pass(story, '1h');
    expect(program.calls).toHaveLength(times.length + 1);
    expect(new Set(program.calls.map(({ headers }) => headers['x-threadwatch-delivery'])).size).toBe(1);
    expect(new Set(program.calls.map(({ body }) => body)).size).toBe(1);
    expect(new Set(program.calls.map(({ headers }) => headers['x-threadwatch-signature'])).size).toBe(
      program.calls.length,
    );
    await pass(story, '24h');
    expect(program.calls).toHaveLength(times.length + 1);
    expect(told(story)).toEqual([]);
  });

  it.for([
    ['a redirect', 302],
    ['not found', 404],
    ['too many', 429],
    ['a closed connection', 0],
  ] as const)('is sent again after %s', async ([, answer]) => {
    const program = await Program.start();
    program.answer = () => (program.calls.length <= 2 ? answer : 204);
    const story = await beginWithEvents(FAILS);
    await story.type(`hook on url:${program.url}`);
    await story.type(`watch ${VIDEO}`);
    await pass(story, '10m');
    expect(program.calls).toHaveLength(3);
  });

  it('for 24 hours ends the events of its hook: told once, and shown', async () => {
    const program = await Program.start();
    program.answer = () => 500;
    const story = await beginWithEvents(FAILS);
    await story.type(`hook on name:ci url:${program.url}`);
    await story.type(`watch ${VIDEO}`);
    await pass(story, '20h');
    expect(told(story)).toEqual([]);
    const host = new URL(program.url).host;
    expect(await story.type('hook show')).toContain(`events to ${host}: none taken since`);
    expect(await story.type('doctor')).toContain(`events to ${host}: none taken since`);
    await pass(story, '6h');
    expect(told(story)).toEqual([`📭 Events of brand go to ${host} no more: it answers with HTTP 500`]);
    const calls = program.calls.length;
    expect(calls).toBeLessThan(60);
    expect(await story.type('hook show')).toMatch(/events to .* ended .*: it answers with HTTP 500/);
    expect(await story.type('doctor')).toMatch(/Hook ci of brand, events to .* ended/);
    await report(story, 'another');
    await pass(story, '30h');
    await story.restart();
    await pass(story, '30h');
    expect(program.calls).toHaveLength(calls);
    expect(told(story)).toHaveLength(1);
  });

  it('with 410 ends them at once', async () => {
    const program = await Program.start();
    program.answer = () => 410;
    const story = await beginWithEvents(FAILS);
    await story.type(`hook on url:${program.url}`);
    for (const note of ['one', 'two', 'three']) await report(story, note);
    await pass(story, '2h');
    expect(told(story)).toEqual([expect.stringContaining('it answers that it wants no more events (410)')]);
    expect(program.calls.length).toBeLessThanOrEqual(3);
  });

  it('because its host has become private is never sent there, and ends them after 24 hours', async () => {
    const program = await Program.start();
    const addresses = ['93.184.215.14', '127.0.0.1'];
    const lookup: LookupAll = (_hostname, _options, done) =>
      done(null, [{ address: addresses.length > 1 ? (addresses.shift() ?? '') : '127.0.0.1', family: 4 }]);
    const story = await beginWithEvents(FAILS, {}, { eventOptions: { allowPrivate: false, lookup } });
    const url = `https://shop.example.com:${new URL(program.url).port}/`;
    expect(await story.type(`hook on url:${url}`)).toContain('whsec_');
    await story.type(`watch ${VIDEO}`);
    await pass(story, '26h');
    expect(told(story)).toEqual([expect.stringContaining('it leads to a private address')]);
    expect(program.calls).toEqual([]);
  });

  it('alone is dropped after 24 hours, where others are taken: said once a day', async () => {
    const program = await Program.start();
    program.answer = ({ event }) => (event.note?.startsWith('bad') ? 500 : 204);
    const story = await beginWithEvents({});
    await story.type(`hook on url:${program.url}`);
    await report(story, 'bad');
    for (let hour = 0; hour < 30; hour += 1) {
      await report(story, `good ${hour}`);
      await pass(story, '1h');
    }
    expect(told(story)).toEqual([expect.stringContaining("Some events of brand don't reach")]);
    const good = notes(program).filter((note) => note !== 'bad');
    expect(good).toEqual(Array.from({ length: 30 }, (_, hour) => `good ${hour}`));
    expect(await story.type('hook show')).toContain('last taken');
  });
});

it('a failure of a week ago does not end the events of today', async () => {
  const program = await Program.start();
  let isDown = true;
  program.answer = ({ event }) => (isDown || event.note === 'bad' ? 500 : 204);
  const story = await beginWithEvents({});
  await story.type(`hook on url:${program.url}`);
  isDown = false;
  await report(story, 'bad');
  for (let hour = 0; hour < 24; hour += 1) {
    await report(story, `good ${hour}`);
    await pass(story, '1h');
  }
  await pass(story, '2h');
  await pass(story, '7d');
  isDown = true;
  await report(story, 'another');
  await pass(story, '20h');
  expect(told(story)).toEqual([expect.stringContaining("Some events of brand don't reach")]);
  await pass(story, '6h');
  expect(told(story)).toHaveLength(2);
});

describe('programs', () => {
  it('do not wait for one that does not answer, and that one gets four calls at a time', async () => {
    const [slow, quick] = [await Program.start(), await Program.start()];
    slow.answer = () => 'hold';
    const story = await beginWithEvents({});
    await story.type(`hook on url:${slow.url}`);
    await story.type(`hook on url:${quick.url}`, channelRef('c2'));
    for (let post = 0; post < 20; post += 1) await report(story, `slow ${post}`);
    await slow.called(4);
    for (let post = 0; post < 20; post += 1) await report(story, `quick ${post}`, 'c2');
    await quick.called(20);
    expect(slow.held).toBe(4);
    slow.answer = () => 204;
    slow.release();
    await story.bot.events.drain();
    expect(notes(slow).toSorted()).toEqual(
      Array.from({ length: 20 }, (_, post) => `slow ${post}`).toSorted(),
    );
  });

  it('that are back get what they missed at once, in its order', async () => {
    const program = await Program.start();
    let isDown = true;
    program.answer = () => (isDown ? 503 : 204);
    const story = await beginWithEvents({});
    await story.type(`hook on url:${program.url}`);
    for (let post = 0; post < 30; post += 1) {
      await report(story, `post ${String(post).padStart(2, '0')}`);
      await pass(story, '1m');
    }
    expect(program.calls.length).toBeLessThan(30);
    isDown = false;
    program.calls.length = 0;
    await pass(story, '20m');
    expect(notes(program)).toHaveLength(30);
    expect(new Set(notes(program)).size).toBe(30);
  });

  it('get one event of a container after the other', async () => {
    const program = await Program.start();
    program.answer = () => 'hold';
    const story = await beginWithEvents({ [OTHER]: [status('0s', 'FINISHED')] });
    await story.type(`hook on url:${program.url}`);
    // Ready, and not out for long: two events of one check.
    const watched = story.type(`watch ${OTHER} age:1h`);
    await program.called(1);
    await watched;
    await report(story, 'another');
    await program.called(2);
    expect(program.types).toEqual(['container.ready', 'post.create_error']);
    program.answer = () => 204;
    program.release();
    await story.bot.events.drain();
  });

  it('for which a thousand events wait lose the oldest, and their channel is told once a day', async () => {
    const program = await Program.start();
    program.answer = () => 503;
    const story = await beginWithEvents({});
    await story.type(`hook on url:${program.url}`);
    for (let post = 0; post < 1_010; post += 1) {
      await report(story, `post ${post}`);
      if (post < 4) await story.bot.events.drain();
    }
    await pass(story, '1m');
    expect(told(story)).toEqual([expect.stringContaining("Some events of brand don't reach")]);
    expect(await story.type('hook show')).toContain('1000 waiting');
    program.answer = () => 204;
    program.calls.length = 0;
    await pass(story, '30m');
    expect(new Set(notes(program)).size).toBe(1_000);
    expect(notes(program)).toContain('post 1009');
    expect(notes(program)).not.toContain('post 0');
  });
});

describe('a crash', () => {
  it('loses no event, whichever await the process dies at, and what comes twice has the same id', async () => {
    const live = async (crashAfter: number) => {
      let process: CrashableProcess | undefined;
      const program = await Program.start();
      program.answer = () => (program.calls.length === 1 ? 503 : 204);
      const story = await beginWithEvents(
        { [VIDEO]: [status('0s', 'FINISHED'), status('150s', 'ERROR', 'UNKNOWN')] },
        {},
        {
          live: () => {
            process = new CrashableProcess();
            return process;
          },
        },
      );
      await story.type(`hook on url:${program.url}`);
      await story.type(`watch ${VIDEO}`).catch(() => undefined);
      const first = process;
      first?.crashAfter(crashAfter);
      await pass(story, '4m').catch(() => undefined);
      const crashed = first?.hasCrashed ?? false;
      if (crashed) await story.restart();
      await pass(story, '30m');
      return { program, story, crashed };
    };
    const deaths = await crashAtEachAwait(live, ({ program, story }, crashAfter) => {
      const dying = `dying at await ${crashAfter}`;
      const types = new Set(program.calls.map(({ event }) => `${event.type} ${event.id}`));
      expect(
        [...types].map((each) => each.split(' ', 1)[0]),
        dying,
      ).toEqual(['container.ready', 'container.failed']);
      expect(story.alertsOn(VIDEO).length, dying).toBeGreaterThanOrEqual(1);
    });
    expect(deaths).toBeGreaterThan(8);
  });

  it('lets the next process send what waited, with the same secret', async () => {
    const program = await Program.start();
    program.answer = () => 503;
    const story = await beginWithEvents(FAILS);
    await story.type(`hook on url:${program.url}`);
    await story.type(`watch ${VIDEO}`);
    await pass(story, '3m');
    program.answer = () => 204;
    program.calls.length = 0;
    await story.restart();
    await pass(story, '10s');
    expect(program.types).toEqual(['container.failed']);
  });
});

describe('hook off', () => {
  it('ends the events of the hook, also of those that wait', async () => {
    const program = await Program.start();
    program.answer = () => 503;
    const story = await beginWithEvents({});
    await story.type(`hook on name:ci url:${program.url}`);
    await report(story, 'one');
    await pass(story, '1m');
    const before = program.calls.length;
    await story.type('hook off name:ci');
    program.answer = () => 204;
    await report(story, 'two');
    await pass(story, '2h');
    expect(program.calls).toHaveLength(before);
  });
});

describe('the signing secret', () => {
  const KEY = Buffer.alloc(32, 7).toString('base64');
  const NEXT = Buffer.alloc(32, 8).toString('base64');

  it('is shown once, stands in no message and no line of the log', async () => {
    const program = await Program.start();
    const story = await beginWithEvents(FAILS);
    const secret = secretIn(await story.type(`hook on url:${program.url}`));
    expect(secret).toMatch(/^whsec_[\w-]{43}$/);
    await story.type(`watch ${VIDEO}`);
    await pass(story, '3m');
    expect(program.calls).toHaveLength(1);
    for (const line of ['hook show', 'doctor', 'watches'])
      expect(await story.type(line)).not.toContain('whsec_');
    expect(story.chat.messages.map(({ now }) => now).join('\n')).not.toContain('whsec_');
    expect(story.chat.messages.some(({ now }) => now.includes(new URL(program.url).host))).toBe(true);
    expect(story.log).not.toContain(secret);
    expect(story.secrets.hide(`x ${secret} y`)).toBe('x [secret] y');
  });

  it('is stored encrypted where TOKEN_KEY is set, and goes over to a new key', async () => {
    const program = await Program.start();
    const tokenKeys: string[] = [];
    const story = await beginWithEvents({}, {}, { tokenKeys });
    const secret = secretIn(await story.type(`hook on url:${program.url}`));
    expect(await readHooks(story)).toContain(secret);
    const stored: string[] = [];
    for (const keys of [[KEY], [NEXT, KEY], [NEXT]]) {
      tokenKeys.splice(0, tokenKeys.length, ...keys);
      await story.restart();
      stored.push(await readHooks(story));
      await report(story, `with ${keys.length} ${stored.length}`);
      await story.bot.events.drain();
      expect(isSignedBy(secret, program.calls.at(-1))).toBe(true);
    }
    expect(stored.some((each) => each.includes(secret))).toBe(false);
    expect(stored[0]).not.toBe(stored[1]);
    expect(stored[1]).toBe(stored[2]);
  });

  it('that can not be decrypted any more sends nothing, and is named as the reason', async () => {
    const program = await Program.start();
    const tokenKeys = [KEY];
    const story = await beginWithEvents({}, {}, { tokenKeys });
    await story.type(`hook on url:${program.url}`);
    // What the operator does who has lost the key.
    await story.store.collection('tokens', tokenRecordSchema).delete('brand');
    tokenKeys.splice(0, 1, NEXT);
    await story.restart();
    await report(story, 'one');
    await pass(story, '1h');
    expect(await story.type('hook show')).toContain("its signing secret can't be decrypted");
    await pass(story, '25h');
    expect(told(story)).toEqual([expect.stringContaining('because TOKEN_KEY was changed')]);
    expect(program.calls).toEqual([]);
  });
});

async function readHooks(story: Story): Promise<string> {
  const found: unknown[] = [];
  for await (const [, { events }] of story.store.collection('hooks', hookSchema).entries(() => undefined))
    found.push(events?.secret);
  return JSON.stringify(found);
}

function isSignedBy(secret: string, call: Call | undefined): boolean {
  const [, time, signature] =
    /^t=(\d+),v1=(.*)$/.exec(String(call?.headers['x-threadwatch-signature'])) ?? [];
  return signature === createHmac('sha256', secret).update(`${time}.${call?.body}`).digest('hex');
}
