import { expect, it } from 'vitest';
import { forPeople } from '../../src/threads/forPeople.ts';
import { BRAND, useApi, useScriptedThreads } from './scriptedThreads.ts';

const threads = useScriptedThreads();
const openApi = useApi(threads);

it('people who ask at the same time about the same account share one call', async () => {
  threads.answer({ body: { id: '1', username: 'brand' } });
  const api = forPeople(openApi().api);
  const asked = Array.from({ length: 40 }, () => api.fetchUser(BRAND));
  const { signal } = new AbortController();
  asked.push(api.fetchUser(BRAND, { signal }), api.fetchUser({ ...BRAND, token: 'THAAanother' }));
  for (const user of await Promise.all(asked)) expect(user).toEqual({ id: '1', username: 'brand' });
  expect(threads.requests).toHaveLength(3);
  await api.fetchUser(BRAND);
  expect(threads.requests).toHaveLength(4);
});
