import { describe, expect, it, vi } from 'vitest';
import { type WatchThreadsOptions, watchThreads } from '../../src/hooks/client.ts';
import { Loopback } from './loopback.ts';
import { takePauses } from './pauses.ts';

const CONTAINER = '17900000000000001';
const POST = '18000000000000009';
const TOKEN = 'THAA-secret-token';
const TEXT = 'words that nobody else is to read';
const created = () => ({ body: JSON.stringify({ id: CONTAINER }) });
const published = () => ({ body: JSON.stringify({ id: POST }) });

/** Threads, a hook, and a publishing program whose `fetch` is watched. */
async function begin(
  answer: Parameters<typeof Loopback.start>[0],
  options: Omit<WatchThreadsOptions, 'hook'> = {},
) {
  const threads = await Loopback.start(answer);
  const hook = await Loopback.start(() => ({ status: 202 }));
  const watched = watchThreads(fetch, { hook: `${hook.url}/hook/key`, ...options });
  return { threads, hook, watched };
}

const form = (fields: Record<string, string>): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams({ access_token: TOKEN, ...fields }),
});

describe('a container that is created', () => {
  const fields = { media_type: 'TEXT', text: TEXT };
  const data = new FormData();
  for (const [name, value] of Object.entries({ ...fields, access_token: TOKEN })) data.set(name, value);
  const json = { 'content-type': 'application/json' };

  it.each<[string, (threads: string) => Parameters<typeof fetch>]>([
    ['as a form', (url) => [`${url}/v1.0/me/threads`, form(fields)]],
    ['for a user by its id', (url) => [`${url}/v1.0/17841400000000001/threads`, form(fields)]],
    ['without a version', (url) => [`${url}/me/threads`, form(fields)]],
    ['without a user', (url) => [`${url}/threads`, form(fields)]],
    ['behind a path of a proxy', (url) => [`${url}/graph/v1.0/me/threads/`, form(fields)]],
    ['by a URL object', (url) => [new URL(`${url}/me/threads`), form(fields)]],
    ['in the query', (url) => [`${url}/me/threads?${new URLSearchParams(fields)}`, { method: 'post' }]],
    [
      'as JSON',
      (url) => [`${url}/me/threads`, { method: 'POST', headers: json, body: JSON.stringify(fields) }],
    ],
    ['as form data', (url) => [`${url}/me/threads`, { method: 'POST', body: data }]],
    ['by a Request', (url) => [new Request(`${url}/me/threads`, form(fields))]],
    ['by a Request with another method', (url) => [new Request(`${url}/me/threads`), form(fields)]],
    ['as bytes', (url) => [`${url}/me/threads`, { method: 'POST', body: Buffer.from('media_type=TEXT') }]],
    [
      'as a stream',
      (url) => [`${url}/me/threads`, { method: 'POST', body: new Blob(['{}']).stream(), duplex: 'half' }],
    ],
  ])('is reported: %s', async (_, call) => {
    const { threads, hook, watched } = await begin(created);
    const answer = await watched(...call(threads.url));
    expect(await answer.json()).toEqual({ id: CONTAINER });
    await watched.flush();
    expect(hook.told).toEqual([{ container: CONTAINER }]);
    expect(hook.calls[0]).toMatchObject({ method: 'POST', path: '/hook/key' });
    expect(JSON.stringify(hook.calls)).not.toMatch(/secret-token|nobody/);
  });

  it('whose id is a number is reported with all of its digits, and so is its post', async () => {
    const big = '179000000000000015';
    const { threads, hook, watched } = await begin(() => ({ body: `{"id":${big}}` }));
    await watched(`${threads.url}/me/threads`, form(fields));
    await watched(`${threads.url}/me/threads_publish`, {
      method: 'POST',
      headers: json,
      body: `{"creation_id": ${big}}`,
    });
    await watched.flush();
    expect(hook.told).toEqual([{ container: big }, { container: big, published: big }]);
  });

  it('reaches Threads as it was given', async () => {
    const { threads, watched } = await begin(created);
    await fetch(`${threads.url}/me/threads`, form(fields));
    await watched(`${threads.url}/me/threads`, form(fields));
    await watched(new Request(`${threads.url}/me/threads`, form(fields)));
    const [plain, ...wrapped] = threads.calls;
    expect(wrapped).toEqual([plain, plain]);
  });

  it('has the note that was given, or that is made of its parameters', async () => {
    const { threads, hook, watched } = await begin(created, { note: 'launch video' });
    await watched(`${threads.url}/me/threads`, form({}));
    const options = {
      hook: `${hook.url}/hook/key`,
      note: ({ text }: { text?: string }) => text?.slice(0, 5),
    };
    const other = watchThreads(fetch, options);
    await watched.flush();
    await other(`${threads.url}/me/threads`, form({ text: TEXT }));
    await other.flush();
    expect(hook.told).toEqual([
      { container: CONTAINER, note: 'launch video' },
      { container: CONTAINER, note: 'words' },
    ]);
  });

  it('has a note of at most 500 characters, and never the token in it', async () => {
    const seen: unknown[] = [];
    const { threads, hook, watched } = await begin(created, {
      note: (parameters) => {
        seen.push(parameters);
        return `${TOKEN}${'x'.repeat(600)}`;
      },
    });
    await watched(`${threads.url}/me/threads?text=hello`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    await watched.flush();
    expect(seen).toEqual([{ text: 'hello' }]);
    expect(hook.told).toEqual([{ container: CONTAINER, note: `…${'x'.repeat(500 - TOKEN.length)}` }]);
  });

  it.each([
    ['an item of a carousel', { is_carousel_item: 'true' }],
    ['a text that is published at once', { is_carousel_item: 'false', auto_publish_text: 'true' }],
  ])('is nothing to watch: %s', async (_, more) => {
    const { threads, hook, watched } = await begin(created);
    await watched(`${threads.url}/me/threads`, form(more));
    await watched.flush();
    expect(hook.told).toEqual([]);
  });
});

describe('a post that is published', () => {
  it.each<[string, (threads: string) => Parameters<typeof fetch>]>([
    ['as a form', (url) => [`${url}/v1.0/me/threads_publish`, form({ creation_id: CONTAINER })]],
    ['in the query', (url) => [`${url}/me/threads_publish?creation_id=${CONTAINER}`, { method: 'POST' }]],
    [
      'as JSON',
      (url) => [`${url}/me/threads_publish`, { method: 'POST', body: `{"creation_id":"${CONTAINER}"}` }],
    ],
    ['by a Request', (url) => [new Request(`${url}/me/threads_publish`, form({ creation_id: CONTAINER }))]],
  ])('is reported with its container: %s', async (_, call) => {
    const { threads, hook, watched } = await begin(published);
    expect(await (await watched(...call(threads.url))).json()).toEqual({ id: POST });
    await watched.flush();
    expect(hook.told).toEqual([{ container: CONTAINER, published: POST }]);
  });

  it('is reported after its container, however late the hook answers', async () => {
    const hook = await Loopback.start(({ body }) => ({ status: body.includes('published') ? 202 : 503 }));
    const threads = await Loopback.start(({ path }) => (path?.endsWith('publish') ? published() : created()));
    const pauses = takePauses();
    const watched = watchThreads(fetch, { hook: hook.url });
    await watched(`${threads.url}/me/threads`, form({}));
    await watched(`${threads.url}/me/threads_publish`, form({ creation_id: CONTAINER }));
    await hook.got(1);
    await pauses.end();
    await watched.flush();
    const [first, second, third] = hook.told;
    expect([first, second]).toEqual([{ container: CONTAINER }, { container: CONTAINER }]);
    expect(third).toEqual({ container: CONTAINER, published: POST });
  });
});

describe('an error of Threads', () => {
  const error = {
    message: `Malformed access token ${TOKEN}`,
    type: 'OAuthException',
    code: 24,
    error_subcode: 4279009,
    is_transient: false,
    error_user_title: 'Media Not Found',
    error_user_msg: 'The media with id 1 can not be found.',
    fbtrace_id: 'AbC',
    more: { secret: 1 },
  };
  const { fbtrace_id, more, ...told } = { ...error, message: 'Malformed access token …' };

  it.each([400, 500, 200])('at create is reported without a container (HTTP %i)', async (status) => {
    const { threads, hook, watched } = await begin(() => ({ status, body: JSON.stringify({ error }) }));
    const answer = await watched(`${threads.url}/me/threads`, form({}));
    expect([answer.status, await answer.json()]).toEqual([status, { error }]);
    await watched.flush();
    expect(hook.told).toEqual([{ error: told }]);
  });

  it('at publish is reported with its container', async () => {
    const { threads, hook, watched } = await begin(() => ({ status: 400, body: JSON.stringify({ error }) }));
    await watched(`${threads.url}/me/threads_publish`, form({ creation_id: CONTAINER }));
    await watched.flush();
    expect(hook.told).toEqual([{ container: CONTAINER, error: told }]);
  });

  it('that is a page or nothing is reported by its status', async () => {
    const { threads, hook, watched } = await begin(() => ({ status: 502, body: '<html>' }));
    await watched(`${threads.url}/me/threads`, form({}));
    await watched.flush();
    await watched(`${threads.url}/me/threads_publish`, form({ creation_id: CONTAINER }));
    await watched.flush();
    expect(hook.told).toEqual([
      { error: { message: 'HTTP 502' } },
      { container: CONTAINER, error: { message: 'HTTP 502' } },
    ]);
  });

  it('a lost answer is reported of a publish alone, and the caller gets its own error', async () => {
    const { threads, hook, watched } = await begin(() => 'hang up');
    await expect(watched(`${threads.url}/me/threads`, form({}))).rejects.toThrow(TypeError);
    const publish = watched(`${threads.url}/me/threads_publish`, form({ creation_id: CONTAINER }));
    await expect(publish).rejects.toThrow(TypeError);
    await watched.flush();
    expect(hook.told).toEqual([{ container: CONTAINER, error: { message: 'no answer' } }]);
  });

  it('nothing is said of an answer that can not be copied, and the caller gets it', async () => {
    const hook = await Loopback.start(() => ({ status: 202 }));
    const answer = { ok: true, status: 200, json: async () => ({ id: POST }) };
    const onError = vi.fn();
    const plain = async () => answer as Response;
    const watched = watchThreads(plain, { hook: `${hook.url}/hook/key`, onError });
    const url = 'https://graph.threads.net/v1.0/me/threads_publish';
    expect(await watched(url, form({ creation_id: CONTAINER }))).toBe(answer);
    await watched.flush();
    expect(hook.calls).toEqual([]);
    expect(onError).toHaveBeenCalledOnce();
  });

  it('a publish that its caller gives up is reported; one that was never made is not', async () => {
    const { threads, hook, watched } = await begin(() => 'wait');
    const [later, before] = [new AbortController(), AbortSignal.abort()];
    const url = `${threads.url}/me/threads_publish?creation_id=${CONTAINER}`;
    await expect(watched(url, { method: 'POST', signal: before })).rejects.toThrow('aborted');
    const publish = watched(url, { method: 'POST', signal: later.signal });
    await threads.got(1);
    later.abort();
    await expect(publish).rejects.toThrow('aborted');
    await watched.flush();
    expect(hook.told).toEqual([{ container: CONTAINER, error: { message: 'no answer' } }]);
  });
});

describe('what is no call that creates or publishes', () => {
  it.each<[string, string, string]>([
    ['GET', '/v1.0/me/threads', 'the list of posts'],
    ['POST', '/v1.0/me/threads/x', 'another path'],
    ['POST', '/v1/threads', 'another API'],
    ['POST', '/api/v10/channels/17900000000000001/threads', 'a thread in Discord'],
    ['POST', '/v1.0/17900000000000001/repost', 'another call'],
  ])('%s %s passes: %s', async (method, path) => {
    const { threads, hook, watched } = await begin(created);
    const answer = await watched(`${threads.url}${path}`, { method });
    expect(await answer.json()).toEqual({ id: CONTAINER });
    await watched.flush();
    expect(hook.calls).toEqual([]);
  });

  it('is refused by fetch itself where fetch refuses it', async () => {
    const { watched } = await begin(created);
    await expect(watched('nowhere')).rejects.toThrow(TypeError);
    await expect(watched('http://127.0.0.1/me/threads', { method: 'a b' })).rejects.toThrow(TypeError);
  });
});

describe('a hook that fails', () => {
  async function publishOnce(answer: Parameters<typeof Loopback.start>[0]) {
    const threads = await Loopback.start(created);
    const hook = await Loopback.start(answer);
    const pauses = takePauses();
    const errors: unknown[] = [];
    const watched = watchThreads(fetch, { hook: hook.url, onError: (error) => errors.push(error) });
    const response = await watched(`${threads.url}/me/threads`, form({}));
    expect(await response.json()).toEqual({ id: CONTAINER });
    return { hook, watched, errors, pauses };
  }
  it.each([503, 500, 429])('with HTTP %i is called once more, and then no more', async (status) => {
    const { hook, watched, errors, pauses } = await publishOnce(() => ({ status, body: 'busy' }));
    expect(await pauses.end()).toBe(1_000);
    await watched.flush();
    expect(hook.calls).toHaveLength(2);
    expect(errors).toEqual([new Error(`The hook answered ${status}: busy`)]);
  });

  it('is called again when it says, within 5 seconds', async () => {
    const { hook, watched, pauses } = await publishOnce(() => ({
      status: 429,
      headers: { 'retry-after': '60' },
    }));
    expect(await pauses.end()).toBe(5_000);
    await watched.flush();
    expect(hook.calls).toHaveLength(2);
  });

  it('by hanging up is called once more', async () => {
    const { hook, watched, errors, pauses } = await publishOnce(() => 'hang up');
    expect(await pauses.end()).toBe(1_000);
    await watched.flush();
    expect([hook.calls.length, errors]).toEqual([2, [expect.any(TypeError)]]);
  });

  it.each([400, 404, 413])('with HTTP %i is not called again', async (status) => {
    const { hook, watched, errors } = await publishOnce(() => ({ status, body: 'no such hook' }));
    await watched.flush();
    expect([hook.calls.length, errors]).toEqual([
      1,
      [new Error(`The hook answered ${status}: no such hook`)],
    ]);
  });

  it('that sends the report elsewhere is not followed', async () => {
    const elsewhere = await Loopback.start(() => ({}));
    const { watched, errors, pauses } = await publishOnce(() => ({
      status: 307,
      headers: { location: elsewhere.url },
    }));
    expect(await pauses.end()).toBe(1_000);
    await watched.flush();
    expect([elsewhere.calls, errors]).toEqual([[], [expect.any(TypeError)]]);
  });

  it('by keeping the report waiting has 5 seconds, and the publishing program does not wait for it', async () => {
    const limits: AbortController[] = [];
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
      const limit = new AbortController();
      limits.push(limit);
      return limit.signal;
    });
    const { hook, watched, errors, pauses } = await publishOnce(() => 'wait');
    await hook.got(1);
    limits[0]?.abort();
    expect(await pauses.end()).toBe(1_000);
    await hook.got(2);
    limits[1]?.abort();
    await watched.flush();
    expect(timeout.mock.calls).toEqual([[5_000], [5_000]]);
    expect(errors).toHaveLength(1);
    timeout.mockRestore();
  });

  it('is silent without onError, and where onError or note fails itself', async () => {
    const { threads, hook } = await begin(created);
    const fail = (): never => {
      throw new Error('a fault of the program');
    };
    const pauses = takePauses();
    const lost = 'http://127.0.0.1:1/hook';
    const all = [
      watchThreads(fetch, { hook: 'no URL' }),
      watchThreads(fetch, { hook: 'no URL', onError: fail }),
      watchThreads(fetch, { hook: 'no URL', onError: async () => fail() }),
      watchThreads(fetch, { hook: lost }),
      watchThreads(fetch, { hook: hook.url, note: fail }),
    ];
    for (const watched of all) {
      const answer = await watched(`${threads.url}/me/threads`, form({}));
      expect(await answer.json()).toEqual({ id: CONTAINER });
    }
    // The last one fails before it calls the hook.
    for (const _ of all.slice(1)) await pauses.end();
    await Promise.all(all.map((watched) => watched.flush()));
    expect(hook.calls).toEqual([]);
  });

  it('gets at most 100 reports at a time; the others are dropped', async () => {
    const threads = await Loopback.start(({ path }) => ({
      body: JSON.stringify({ id: `179000000000${path?.slice(-5)}` }),
    }));
    const hook = await Loopback.start(() => 'wait');
    const errors: unknown[] = [];
    const watched = watchThreads(fetch, { hook: hook.url, onError: (error) => errors.push(error) });
    for (let index = 0; index < 110; index += 1)
      await watched(`${threads.url}/me/threads?n=${10_000 + index}`, { method: 'POST' });
    await hook.got(100);
    await vi.waitUntil(() => errors.length === 10);
    expect(hook.calls).toHaveLength(100);
    expect(errors).toEqual(Array(10).fill(new Error('Too many reports wait for the hook')));
  });
});
