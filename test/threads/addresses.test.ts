import { describe, expect, it } from 'vitest';
import { readBaseUrl } from '../../src/threads/buildRequest.ts';
import { createThreadsApi } from '../../src/threads/createThreadsApi.ts';
import { BRAND, ID, useApi, useScriptedThreads } from './scriptedThreads.ts';

const threads = useScriptedThreads();
const openApi = useApi(threads);

describe('the address of the API', () => {
  it.each([
    ['https://graph.threads.net', 'https://graph.threads.net/v1.0'],
    ['https://graph.threads.net/', 'https://graph.threads.net/v1.0'],
    ['https://graph.threads.net/v1.0', 'https://graph.threads.net/v1.0'],
    ['https://graph.threads.net/v1.0/', 'https://graph.threads.net/v1.0'],
    ['http://localhost:8080/threads//', 'http://localhost:8080/threads/v1.0'],
    ['https://me:secret@example.com/a/b?c=d#e', 'https://example.com/a/b/v1.0'],
  ])('%s is read as %s', (apiUrl, base) => expect(readBaseUrl(apiUrl)).toBe(base));

  it.each([
    ['', `/v1.0/${ID}`],
    ['/', `/v1.0/${ID}`],
    ['/sandbox', `/sandbox/v1.0/${ID}`],
    ['/sandbox/', `/sandbox/v1.0/${ID}`],
  ])('with %j at its end is asked at %s', async (end, path) => {
    threads.answer({ body: { status: 'FINISHED' } });
    await openApi({ apiUrl: threads.url() + end }).api.fetchContainer(BRAND, ID);
    expect(threads.requests[0]?.path).toBe(path);
  });

  it('that is none is refused at once', () =>
    expect(() => createThreadsApi({ apiUrl: 'graph', auth: 'header', clock: { now: () => 0 } })).toThrow(
      TypeError,
    ));
});
