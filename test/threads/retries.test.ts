import { describe, expect, it } from 'vitest';
import { ThreadsError } from '../../src/threads/errors.ts';
import { findBackoff } from '../../src/threads/retryOutages.ts';
import {
  BRAND,
  errorOf,
  graphError,
  ID,
  type Reply,
  START,
  useApi,
  useScriptedThreads,
} from './scriptedThreads.ts';

const threads = useScriptedThreads();
const openApi = useApi(threads);

const FINISHED: Reply = { body: { id: ID, status: 'FINISHED' } };
const OUTAGE: Reply = { status: 500, body: '' };

describe('a call that Threads fails', () => {
  it('succeeds where the outage passes, and each attempt is reported', async () => {
    threads.answer(OUTAGE, { status: 500, body: graphError(2) }, FINISHED);
    const { api, calls, delays } = openApi();
    expect((await api.fetchContainer(BRAND, ID)).status).toBe('FINISHED');
    expect(calls).toEqual([
      { account: 'brand', what: 'container', attempt: 1, durationMs: 0, outcome: 'outage' },
      { account: 'brand', what: 'container', attempt: 2, durationMs: 0, outcome: 'outage', code: 2 },
      { account: 'brand', what: 'container', attempt: 3, durationMs: 0, outcome: 'ok' },
    ]);
    expect(delays).toEqual([250, 500]);
  });

  it.each([
    [undefined, 3],
    [1, 1],
    [2, 2],
    [5, 5],
    [0, 1],
  ])('is given up after its attempts: %s asked for, %s made', async (attempts, made) => {
    threads.answer(OUTAGE);
    const { api } = openApi();
    const options = attempts === undefined ? {} : { attempts };
    expect((await errorOf(api.fetchContainer(BRAND, ID, options))).kind).toBe('outage');
    expect(threads.requests).toHaveLength(made);
  });

  it('is retried when its socket is cut', async () => {
    threads.answer((response) => response.destroy(), FINISHED);
    expect((await openApi().api.fetchContainer(BRAND, ID)).status).toBe('FINISHED');
    expect(threads.requests).toHaveLength(2);
  });

  it.each<[title: string, reply: Reply]>([
    ['a refused token', { status: 500, body: graphError(190) }],
    ['a missing permission', { status: 500, body: graphError(10) }],
    ['a container not seen', { status: 500, body: graphError(24, 4279009) }],
    ['a child not ready', { status: 500, body: graphError(100, 4279004) }],
    ['media not fetched', { status: 500, body: graphError(1, 2207052) }],
    ['a limit', { status: 500, body: graphError(4) }],
    ['a restriction', { status: 500, body: graphError(368) }],
    ['a bad request', { status: 400, body: graphError(9999) }],
  ])('is not retried for %s', async (_title, reply) => {
    threads.answer(reply);
    await errorOf(openApi().api.fetchContainer(BRAND, ID));
    expect(threads.requests).toHaveLength(1);
  });
});

describe('Retry-After in an outage', () => {
  const retryAfter = (value: string): Reply => ({ status: 503, body: '', headers: { 'retry-after': value } });

  it.each([
    ['2', 2000],
    ['5', 5000],
    [new Date(START + 3000).toUTCString(), 3000],
  ])('of %s is honoured', async (value, wait) => {
    threads.answer(retryAfter(value), FINISHED);
    const { api, delays } = openApi();
    await api.fetchContainer(BRAND, ID);
    expect(delays).toEqual([wait + 250]);
  });

  it.each([
    ['6', 6000],
    ['3600', 3_600_000],
    [new Date(START + 60_000).toUTCString(), 60_000],
  ])('of %s ends the call at once, with the time', async (value, wait) => {
    threads.answer(retryAfter(value));
    const { api } = openApi();
    expect(await errorOf(api.fetchContainer(BRAND, ID))).toMatchObject({
      kind: 'outage',
      retryAt: START + wait,
    });
    expect(threads.requests).toHaveLength(1);
    expect(api.pauseOf('brand')).toBeUndefined();
  });
});

describe('the back-off', () => {
  it.each([
    [1, 0, 0],
    [1, 0.999, 499.5],
    [2, 0.5, 500],
    [3, 0.5, 1000],
    [4, 0.5, 2000],
    [9, 0.5, 2000],
  ])('before repetition %i, with %d drawn, is %d ms', (retries, drawn, ms) =>
    expect(findBackoff(undefined, retries, START, () => drawn)).toBeCloseTo(ms),
  );

  it('is not shortened by a moment that has passed', () => {
    const error = new ThreadsError('outage', 'm', { account: 'brand', retryAt: START - 5000 });
    expect(findBackoff(error, 1, START, () => 0.5)).toBe(250);
  });

  it('takes its own time where none is given', async () => {
    threads.answer(OUTAGE, FINISHED);
    const { api } = openApi({ random: () => 0.001 });
    await api.fetchContainer(BRAND, ID);
    expect(threads.requests).toHaveLength(2);
  });
});
