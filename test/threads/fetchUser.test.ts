import { describe, expect, it } from 'vitest';
import { BRAND, errorOf, graphError, useApi, useScriptedThreads } from './scriptedThreads.ts';

const threads = useScriptedThreads();
const openApi = useApi(threads);

describe('whose token it is', () => {
  it.each<[title: string, id: string, expected: string]>([
    ['a string', '"26512345678901239"', '26512345678901239'],
    ['a number above 2^53, to its last digit', '26512345678901239', '26512345678901239'],
    ['a small number', '123', '123'],
  ])('comes with its id as %s', async (_title, id, expected) => {
    threads.answer({ body: `{"id":${id},"username":"brand.official"}` });
    expect(await openApi().api.fetchUser(BRAND)).toEqual({ id: expected, username: 'brand.official' });
    expect(threads.requests).toMatchObject([{ path: '/v1.0/me', query: { fields: 'id,username' } }]);
  });

  it.each([{}, { id: '1' }, { username: 'brand' }, { id: null, username: 'brand' }, []])(
    'is an outage where the answer is %j',
    async (body) => {
      threads.answer({ body });
      expect((await errorOf(openApi().api.fetchUser(BRAND, { attempts: 1 }))).kind).toBe('outage');
    },
  );

  it('is a refused token where it is one', async () => {
    threads.answer({ status: 500, body: graphError(190, 460) });
    expect(await errorOf(openApi().api.fetchUser(BRAND))).toMatchObject({ kind: 'token', subcode: 460 });
  });
});
