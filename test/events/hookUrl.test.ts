import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../src/app/config.ts';
import type { LookupAll } from '../../src/events/guardedLookup.ts';
import { channelRef } from '../support/story.ts';
import { beginWithEvents } from './beginWithEvents.ts';

const lookup: LookupAll = (hostname, _options, done) =>
  hostname.endsWith('.internal')
    ? done(null, [{ address: '10.0.0.1', family: 4 }])
    : done(null, [{ address: '93.184.215.14', family: 4 }]);

describe('hook on url:', () => {
  it.for([
    ['shop.example.com/events', 'https://'],
    ['https://ann:pw@shop.example.com/', 'must not hold a user or a password'],
    ['http://shop.example.com/', 'https alone'],
    ['https://shop.example.com/#x', 'never sent'],
    ['https://127.0.0.1/', 'private address'],
    ['https://2130706433/', 'private address'],
    ['https://[::ffff:127.0.0.1]/', 'private address'],
    ['https://db.internal/', 'private address'],
    ['https://localhost/', 'private address'],
  ] as const)('is refused with what to type instead: %s', async ([url, words]) => {
    const resolve: LookupAll = (hostname, options, done) =>
      hostname === 'localhost'
        ? done(null, [{ address: '::1', family: 6 }])
        : lookup(hostname, options, done);
    const story = await beginWithEvents({}, {}, { eventOptions: { allowPrivate: false, lookup: resolve } });
    const answer = await story.type(`hook on url:${url}`);
    expect(answer).toContain(words);
    expect(answer).toContain('/threads hook on url:https://');
    expect(answer).not.toContain('whsec_');
    expect(await story.type('hook show')).toContain('This channel has no hook');
  });

  it.for([
    'https://shop.example.com/a?b=c',
    '<https://shop.example.com/a?b=c>',
    '"https://shop.example.com/a?b=c"',
  ])('is taken as it was pasted: %s', async (url) => {
    const story = await beginWithEvents({}, {}, { eventOptions: { allowPrivate: false, lookup } });
    const answer = await story.type(`hook on name:ci url:${url}`);
    expect(answer).toContain('whsec_');
    expect(answer).toContain('Events are posted to shop.example.com');
    expect(await story.type('hook show')).toContain('events to shop.example.com: none sent yet');
    expect(await story.type('hook show')).not.toContain('b=c');
  });

  it('takes a URL of 2,000 characters, and refuses a longer one', async () => {
    const story = await beginWithEvents({}, {}, { eventOptions: { allowPrivate: false, lookup } });
    const longest = 'https://shop.example.com/'.padEnd(2_000, 'a');
    expect(await story.type(`hook on url:${longest}a`)).toContain('2000 are the most');
    expect(await story.type(`hook on url:${'https://shop.example.com/'.padEnd(1_000, 'é')}`)).toContain(
      'at most 2,000 characters',
    );
    expect(await story.type(`hook on url:${longest}`)).toContain('whsec_');
  });

  it('is refused where it is a hook of the bot itself', async () => {
    const story = await beginWithEvents({});
    const [url = ''] = /http:\/\/127\.0\.0\.1:9\/hook\/[\w-]+/.exec(await story.type('hook on')) ?? [];
    expect(await story.type(`hook on url:${url}`)).toContain('a hook of this bot itself');
  });

  it('is for managers, and goes with on alone', async () => {
    const story = await beginWithEvents({}, {}, { eventOptions: { allowPrivate: false, lookup } });
    const bob = { id: 'bob', isManager: false };
    const line = 'hook on url:https://shop.example.com/';
    expect(await story.type(line, channelRef('c1'), bob)).not.toContain('whsec_');
    expect(await story.type('hook show url:https://shop.example.com/')).toContain(
      '/threads hook on url:https://',
    );
  });
});

describe('HOOK_ALLOW_PRIVATE', () => {
  const read = (value: string | undefined): boolean =>
    readConfig({
      THREADS_ACCESS_TOKEN: 'token-abc',
      SLACK_BOT_TOKEN: 'xoxb-1',
      SLACK_APP_TOKEN: 'xapp-1',
      HOOK_ALLOW_PRIVATE: value,
    }).allowPrivateHooks;

  it.for(['on', 'true', '1', 'yes', 'ON', 'True'])('%s allows private addresses', (value) =>
    expect(read(value)).toBe(true),
  );

  it.for(['off', 'false', '0', 'no', '', undefined])('%s does not', (value) =>
    expect(read(value)).toBe(false),
  );

  it('that is neither ends the start', () => expect(() => read('maybe')).toThrow(ConfigError));
});
