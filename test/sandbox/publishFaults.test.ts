import { describe, expect, it } from 'vitest';
import { CONTAINER, type Play, play } from './play.ts';

const containers = {
  [CONTAINER]: [
    { at: '0s', status: 'IN_PROGRESS' },
    { at: '1m', status: 'FINISHED' },
  ],
};

const publish = ({ call }: Play, id = CONTAINER) =>
  call('/v1.0/me/threads_publish', { method: 'POST', body: `creation_id=${id}` });
const readStatus = async ({ call }: Play) => (await call(`/v1.0/${CONTAINER}`)).json.status;
const posts = async ({
  call,
}: Play): Promise<readonly { readonly id: string; readonly container: string }[]> =>
  JSON.parse((await call('/_sandbox/posts', { token: null })).text);

/** A sandbox whose container is ready, and whose calls to publish have a fault. */
async function playFault(fault: Readonly<Record<string, unknown>>): Promise<Play> {
  const session = await play({ containers, faults: [{ only: 'publish', ...fault }] });
  expect(await readStatus(session)).toBe('IN_PROGRESS');
  session.at('1m');
  return session;
}

describe('a call that publishes', () => {
  it('is lost, and the container becomes a post all the same', async () => {
    const session = await playFault({ drop: true, publishes: '0s' });
    await expect(publish(session)).rejects.toThrow();
    expect(await readStatus(session)).toBe('PUBLISHED');
  });

  it('is lost, and the container becomes a post minutes later', async () => {
    const session = await playFault({ drop: true, publishes: '222s' });
    await expect(publish(session)).rejects.toThrow();
    session.at('4m41s');
    expect(await readStatus(session)).toBe('FINISHED');
    session.at('4m42s');
    expect(await readStatus(session)).toBe('PUBLISHED');
    expect(await posts(session)).toMatchObject([{ container: CONTAINER, at: '2026-11-24T08:04:42.000Z' }]);
  });

  it('is refused, and the container becomes a post all the same', async () => {
    const session = await playFault({ error: { code: 10 }, publishes: '20s' });
    expect((await publish(session)).json.error.code).toBe(10);
    session.at('80s');
    expect(await readStatus(session)).toBe('PUBLISHED');
  });

  it('makes two posts of a container that is published again before the first call is carried out', async () => {
    const session = await playFault({ drop: true, publishes: '60s', to: '90s' });
    await expect(publish(session)).rejects.toThrow();
    session.at('95s');
    expect((await publish(session)).http).toBe(200);
    session.at('3m');
    expect(await posts(session)).toHaveLength(2);
  });

  it('answers slowly, with the id of the post that it will be', async () => {
    const session = await playFault({ delay: '0.01s', publishes: '10s' });
    const { id } = (await publish(session)).json;
    expect(await readStatus(session)).toBe('FINISHED');
    session.at('70s');
    expect(await posts(session)).toMatchObject([{ id, container: CONTAINER }]);
  });

  it('can not see a container that has only just become ready', async () => {
    const session = await playFault({ unready: '20s', error: { code: 24, error_subcode: 4279009 } });
    expect((await publish(session)).json.error).toMatchObject({ code: 24, error_subcode: 4279009 });
    session.at('80s');
    expect((await publish(session)).http).toBe(200);
  });

  it('takes nothing that is not ready, or that another account created', async () => {
    const session = await play({ containers, faults: [{ only: 'publish', publishes: '0s' }] });
    expect((await publish(session)).json.error).toMatchObject({ code: 24, error_subcode: 4279009 });
    expect((await publish(session, '999')).json.error.code).toBe(24);
    expect(await posts(session)).toEqual([]);
  });

  it('is at fault for one container alone', async () => {
    const session = await play({
      containers: { '1': [{ at: '0s', status: 'FINISHED' }], '2': [{ at: '0s', status: 'FINISHED' }] },
      faults: [{ only: 'publish', container: '1', http: 500, body: '' }],
    });
    expect((await publish(session, '1')).http).toBe(500);
    expect((await publish(session, '2')).http).toBe(200);
  });

  it.each([
    { publishes: '0s' },
    { only: 'status', publishes: '0s' },
    { only: ['publish', 'status'], http: 500, unready: '20s' },
  ])('has what only it can have: %j is refused', async (fault) => {
    const { call } = await play();
    const added = await call('/_sandbox/faults', {
      method: 'POST',
      token: null,
      body: JSON.stringify(fault),
    });
    expect([added.http, added.text]).toEqual([400, expect.stringContaining('publish')]);
  });
});

describe("an account's posts", () => {
  it('come newest first, each with what was asked for', async () => {
    const session = await play();
    const texts = ['one', 'two'];
    for (const [index, text] of texts.entries()) {
      session.at(`${index}m`);
      const body = `media_type=TEXT&text=${text}`;
      await publish(session, (await session.call('/me/threads', { method: 'POST', body })).json.id);
    }
    const { data } = (await session.call('/v1.0/me/threads?fields=id,permalink,timestamp,text')).json;
    expect(data).toMatchObject([
      {
        text: 'two',
        timestamp: '2026-11-24T08:01:00.000Z',
        permalink: expect.stringContaining('/@brand/post/'),
      },
      { text: 'one', timestamp: '2026-11-24T08:00:00.000Z' },
    ]);
    expect((await session.call('/v1.0/me/threads?limit=1')).json.data).toHaveLength(1);
  });

  it('are those of the account alone', async () => {
    const session = await play({
      accounts: [
        { token: 'one', id: '1', username: 'first' },
        { token: 'two', id: '2', username: 'second' },
      ],
      containers: { '5': [{ at: '0s', status: 'FINISHED' }] },
    });
    await session.call('/me/threads_publish?creation_id=5', { method: 'POST', token: 'one' });
    expect((await session.call('/me/threads', { token: 'one' })).json.data).toHaveLength(1);
    expect((await session.call('/me/threads', { token: 'two' })).json.data).toEqual([]);
    expect((await session.call('/1/threads', { token: 'two' })).json.error.code).toBe(24);
    expect((await session.call('/me/threads?fields=likes', { token: 'one' })).json.error.code).toBe(100);
  });
});
