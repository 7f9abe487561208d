import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import {
  BRAND,
  errorOf,
  graphError,
  ID,
  type Reply,
  TOKEN,
  useApi,
  useScriptedThreads,
} from './scriptedThreads.ts';

const threads = useScriptedThreads();
const openApi = useApi(threads);

const MEDIA = '18012345678901234';

describe('publishing a container', () => {
  it('is one POST with the id in its form, and the token in its header alone', async () => {
    const bodies: string[] = [];
    threads.answer((response, request) => {
      request.on('data', (chunk: Buffer) => bodies.push(chunk.toString()));
      request.on('end', () => response.end(JSON.stringify({ id: MEDIA })));
    });
    expect(await openApi().api.publishContainer(BRAND, ID)).toEqual({ mediaId: MEDIA });
    expect(threads.requests).toMatchObject([
      { method: 'POST', url: '/v1.0/me/threads_publish', authorization: `Bearer ${TOKEN}` },
    ]);
    expect(bodies.join('')).toBe(`creation_id=${ID}`);
  });

  it('sends the token in its form where Threads refuses the header', async () => {
    const bodies: string[] = [];
    threads.answer((response, request) => {
      request.on('data', (chunk: Buffer) => bodies.push(chunk.toString()));
      request.on('end', () => response.end(JSON.stringify({ id: MEDIA })));
    });
    await openApi({ auth: 'query' }).api.publishContainer(BRAND, ID);
    expect(threads.requests).toMatchObject([{ url: '/v1.0/me/threads_publish', authorization: undefined }]);
    expect(Object.fromEntries(new URLSearchParams(bodies.join('')))).toEqual({
      creation_id: ID,
      access_token: TOKEN,
    });
  });

  it.each<[title: string, reply: Reply, kind: string]>([
    ['fails', { status: 500, body: '' }, 'outage'],
    ['is failing for now', { status: 503, body: graphError(2), headers: { 'retry-after': '1' } }, 'outage'],
    ['breaks off', (response) => void response.socket?.destroy(), 'outage'],
    ['answers without an id', { body: {} }, 'unreadable'],
    ['answers an id that has lost its digits', { body: '{"id":1.8e16}' }, 'unreadable'],
    ['answers a page', { body: '<html>' }, 'outage'],
    ['can not see it', { status: 400, body: graphError(24, 4279009) }, 'not-visible'],
    ['says that a permission is missing', { status: 500, body: graphError(10) }, 'permission'],
  ])('is never made again where Threads %s', async (_title, reply, kind) => {
    threads.answer(reply, { body: { id: MEDIA } });
    const error = await errorOf(openApi({ attempts: 3 }).api.publishContainer(BRAND, ID));
    expect(error).toMatchObject({ kind, subject: 'publish' });
    expect(threads.requests).toHaveLength(1);
  });

  it('keeps every digit of an id that comes as a number', async () => {
    threads.answer({ body: `{"id":${MEDIA}}` });
    expect(await openApi().api.publishContainer(BRAND, ID)).toEqual({ mediaId: MEDIA });
  });

  it('has a time limit of its own', async () => {
    const asked = Promise.withResolvers<ServerResponse>();
    threads.answerBy(({ path }) => (response) => {
      if (path.endsWith('publish')) asked.resolve(response);
    });
    const { api } = openApi({ deadlineMs: 10, attempts: 1 });
    const published = api.publishContainer(BRAND, ID);
    expect((await errorOf(api.fetchUser(BRAND))).kind).toBe('outage');
    (await asked.promise).end(JSON.stringify({ id: MEDIA }));
    expect(await published).toEqual({ mediaId: MEDIA });
    const hasty = openApi({ publishDeadlineMs: 10 });
    expect((await errorOf(hasty.api.publishContainer(BRAND, ID))).kind).toBe('outage');
  });

  it('pauses no account by its answer', async () => {
    threads.answer({ status: 400, body: graphError(17) });
    const { api } = openApi();
    expect((await errorOf(api.publishContainer(BRAND, ID))).kind).toBe('limited');
    expect(api.pauseOf('brand')).toBeUndefined();
  });

  it.each(['', 'me', '1/2', `${ID}?x=1`])('is refused before any call for the id %j', async (id) => {
    expect((await errorOf(openApi().api.publishContainer(BRAND, id))).kind).toBe('bad-request');
    expect(threads.requests).toEqual([]);
  });
});

describe("a post's address", () => {
  it('is asked for by its id', async () => {
    threads.answer({ body: { id: MEDIA, permalink: 'https://www.threads.com/@brand/post/C8abc' } });
    expect(await openApi().api.fetchPermalink(BRAND, MEDIA)).toBe(
      'https://www.threads.com/@brand/post/C8abc',
    );
    expect(threads.requests).toMatchObject([{ method: 'GET', url: `/v1.0/${MEDIA}?fields=permalink` }]);
  });

  it.each([
    'javascript:alert(1)',
    'http://x.test',
    'https://www.threads.com.x.test/1',
    'https://www.threads.com/<@1>',
    '',
    7,
  ])('is not taken from %j', async (permalink) => {
    threads.answer({ body: { id: MEDIA, permalink } });
    expect((await errorOf(openApi().api.fetchPermalink(BRAND, MEDIA))).kind).toBe('unreadable');
  });
});

describe('the newest posts', () => {
  it('come with their address, time and text, as far as each has them', async () => {
    const permalink = 'https://www.threads.com/@brand/post/C8abc';
    threads.answer({
      body: `{"data":[{"id":${MEDIA},"permalink":"${permalink}","timestamp":"2026-11-25T20:00:00+0000","text":"Hi"},
        {"id":"1","timestamp":"soon"},{"text":"no id"},null]}`,
    });
    expect(await openApi().api.fetchNewestPosts(BRAND)).toEqual([
      { id: MEDIA, permalink, publishedAt: Date.UTC(2026, 10, 25, 20), text: 'Hi' },
      { id: '1' },
    ]);
    expect(threads.requests).toMatchObject([{ url: '/v1.0/me/threads?fields=id,permalink,timestamp,text' }]);
  });

  it('are unreadable where there is no list', async () => {
    threads.answer({ body: { data: 'none' } });
    expect((await errorOf(openApi().api.fetchNewestPosts(BRAND))).kind).toBe('unreadable');
  });
});
