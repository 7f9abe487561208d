import { describe, expect, it } from 'vitest';
import { CONTAINER, type Play, play } from './play.ts';

const finished = {
  [CONTAINER]: [
    { at: '0s', status: 'FINISHED' },
    { at: '24h', status: 'EXPIRED' },
  ],
};

const create = async ({ call }: Play, fields: string) =>
  call(`/v1.0/me/threads?${fields}`, { method: 'POST' });
const publish = async ({ call }: Play, id: string) =>
  call(`/v1.0/me/threads_publish?creation_id=${id}`, { method: 'POST' });
const readStatus = async ({ call }: Play, id: string) => (await call(`/v1.0/${id}`)).json.status;

const writeMultipart = (fields: Record<string, string>, boundary: string): string =>
  `${Object.entries(fields)
    .map(
      ([name, value]) =>
        `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    )
    .join('')}--${boundary}--\r\n`;

describe('a new container', () => {
  it.each([
    ['TEXT', 'text=hello', '0s'],
    ['IMAGE', 'image_url=https://example.com/a.jpg', '5s'],
    ['VIDEO', 'video_url=https://example.com/a.mp4', '60s'],
  ])('%s becomes ready after its processing time and expires after a day', async (type, fields, ready) => {
    const session = await play();
    const { id } = (await create(session, `media_type=${type}&${fields}`)).json;
    expect(id).toMatch(/^\d{17}$/);
    if (ready !== '0s') expect(await readStatus(session, id)).toBe('IN_PROGRESS');
    session.at(ready);
    expect(await readStatus(session, id)).toBe('FINISHED');
    session.at('24h');
    expect(await readStatus(session, id)).toBe('EXPIRED');
  });

  it.each([
    ['application/json', JSON.stringify({ media_type: 'TEXT', text: 'hello' })],
    ['application/x-www-form-urlencoded', 'media_type=TEXT&text=hello'],
    ['multipart/form-data; boundary=--b', writeMultipart({ media_type: 'TEXT', text: 'hello' }, '--b')],
  ])('can be created with %s', async (type, body) => {
    const { call } = await play();
    const response = await call('/v1.0/me/threads', {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    expect(response.http).toBe(200);
  });

  it.each([
    ['', 'media_type'],
    ['media_type=AUDIO', 'media_type'],
    ['media_type=TEXT', 'text'],
    ['media_type=IMAGE', 'image_url'],
    ['media_type=VIDEO', 'video_url'],
    ['media_type=CAROUSEL&children=1', 'children'],
    [`media_type=TEXT&text=${'x'.repeat(501)}`, '500 characters'],
  ])('is refused for %j, naming %s', async (fields, named) => {
    const { error } = (await create(await play(), fields)).json;
    expect(error).toMatchObject({ code: 100, message: expect.stringContaining(named) });
  });

  it('is visible only to its own account', async () => {
    const session = await play({
      accounts: [
        { token: 'one', id: '1', username: 'first' },
        { token: 'two', id: '2', username: 'second' },
      ],
    });
    const { json } = await session.call('/me/threads?media_type=TEXT&text=hi', {
      method: 'POST',
      token: 'one',
    });
    expect((await session.call(`/${json.id}`, { token: 'one' })).http).toBe(200);
    expect((await session.call(`/${json.id}`, { token: 'two' })).json.error.code).toBe(24);
    expect((await session.call('/1/threads', { method: 'POST', token: 'two' })).json.error.code).toBe(24);
    expect((await session.call('/1/threads_publish', { method: 'POST', token: 'two' })).json.error.code).toBe(
      24,
    );
  });

  it('can be a carousel once its children are ready', async () => {
    const session = await play();
    const image = 'media_type=IMAGE&image_url=https://example.com/a.jpg&is_carousel_item=true';
    const children = [(await create(session, image)).json.id, (await create(session, image)).json.id];
    const carousel = `media_type=CAROUSEL&children=${children.join(',')}`;
    const early = await create(session, carousel);
    expect(early.json.error).toMatchObject({ code: 100, error_subcode: 4279004 });
    session.at('5s');
    const { id } = (await create(session, carousel)).json;
    session.at('10s');
    expect(await readStatus(session, id)).toBe('FINISHED');
  });
});

describe('publishing', () => {
  it('publishes a finished container, and counts the post for a day', async () => {
    const session = await play({ containers: finished });
    const { json } = await publish(session, CONTAINER);
    expect(json.id).toMatch(/^\d{17}$/);
    expect(await readStatus(session, CONTAINER)).toBe('PUBLISHED');
    const usage = async () => (await session.call('/me/threads_publishing_limit')).json.data[0].quota_usage;
    expect(await usage()).toBe(1);
    session.at('24h');
    expect(await usage()).toBe(0);
    expect(await readStatus(session, CONTAINER)).toBe('PUBLISHED');
  });

  it('creates a post, which has no status', async () => {
    const session = await play({ containers: finished });
    const { id } = (await publish(session, CONTAINER)).json;
    const { http, json } = await session.call(`/v1.0/${id}?fields=id,status,error_message`);
    expect([http, json.error.code]).toEqual([500, 100]);
    expect(json.error.message).toBe('Tried accessing nonexisting field (status) on node type (ThreadsMedia)');
    const post = await session.call(`/${id}?fields=username,timestamp`);
    expect(post.json).toEqual({ username: 'brand', timestamp: '2026-11-24T08:00:00.000Z', id });
  });

  it('is refused for a container that is not ready, already published, unknown or in error', async () => {
    const session = await play({
      containers: {
        ...finished,
        '2': [{ at: '0s', status: 'IN_PROGRESS' }],
        '3': [{ at: '0s', error: { code: 10 } }],
      },
    });
    await publish(session, CONTAINER);
    for (const id of [CONTAINER, '2', '999', 'x']) {
      expect((await publish(session, id)).json.error).toMatchObject({ code: 24, error_subcode: 4279009 });
    }
    expect((await publish(session, '3')).json.error.code).toBe(10);
    expect((await publish(session, '')).json.error.message).toContain('creation_id');
  });

  it('stops at the present total of the posts quota', async () => {
    const session = await play({
      containers: { '1': finished[CONTAINER], '2': finished[CONTAINER] },
      quotas: {
        posts: [
          { at: '0s', usage: 9, total: 10 },
          { at: '1h', total: 11 },
        ],
      },
    });
    expect((await publish(session, '1')).http).toBe(200);
    expect((await publish(session, '2')).json.error).toMatchObject({ code: 9, error_subcode: 2207042 });
    expect(await readStatus(session, '2')).toBe('FINISHED');
    session.at('1h');
    expect((await publish(session, '2')).http).toBe(200);
  });

  it('never gives a new container the id of one in the scenario', async () => {
    const session = await play({ containers: { '17900000000000001': finished[CONTAINER] } });
    expect((await create(session, 'media_type=TEXT&text=hi')).json.id).toBe('17900000000000002');
  });
});
