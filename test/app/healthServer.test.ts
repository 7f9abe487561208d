import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import { expect, it, onTestFinished } from 'vitest';
import { type HealthOptions, ListenError, startHealthServer } from '../../src/app/healthServer.ts';
import { createMetrics } from '../../src/app/metrics.ts';
import { callbackPage } from '../../src/connect/callbackPage.ts';
import { Faults } from '../../src/faults.ts';

const OPTIONS: HealthOptions = {
  answerCallback: async ({ state }) =>
    callbackPage(
      state === 'good' ? { kind: 'denied' } : { kind: 'invalid-link', why: 'unknown' },
      undefined,
      'threads',
    ),
  host: '127.0.0.1',
  port: 0,
  hookDoor: () => undefined,
  isConnected: () => true,
  readFaults: () => [],
  checkStore: async () => undefined,
  registry: createMetrics({
    version: '1.2.3',
    platforms: ['discord'],
    isReady: () => true,
    holdsStore: async () => true,
    readState: () => undefined,
  }).registry,
};

it('serves health, readiness, metrics and the callback page', async () => {
  let isReady = false;
  let storeFails = false;
  const faults = new Faults();
  const { registry } = createMetrics({
    version: '1.2.3',
    platforms: ['discord'],
    isReady: () => isReady,
    holdsStore: async () => true,
    readState: () => undefined,
  });
  const server = await startHealthServer({
    ...OPTIONS,
    isConnected: () => isReady,
    readFaults: () => faults.all,
    checkStore: async () => {
      if (storeFails) throw new Error('locked');
    },
    registry,
  });
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const get = async (path: string) => {
    const { statusCode, body } = await request(`http://127.0.0.1:${port}${path}`, { reset: true });
    return `${statusCode} ${await body.text()}`;
  };

  expect(await get('/healthz')).toBe('200 alive\n');
  expect(await get('/readyz')).toMatch(/^503 not every configured platform/);
  isReady = true;
  expect(await get('/readyz?verbose')).toBe('200 ready\n');
  faults.report('job round', { words: 'The job "round" has not run for 15 s.', inChat: 'It has stopped.' });
  expect(await get('/readyz')).toBe('503 The job "round" has not run for 15 s.\n');
  faults.clear('job round');
  storeFails = true;
  expect(await get('/readyz')).toMatch(/^503 the store does not answer/);
  expect(await get('/metrics')).toMatch(/^200 # HELP /);
  expect(await get('/metrics')).toContain('threadwatch_ready 1');
  expect(await get('/connect/callback?state=good&error=access_denied')).toMatch(/^403 <!doctype html>/);
  expect(await get('/connect/callback?state=%00')).toMatch(/^400 <!doctype html>/);
  expect(await get('/else')).toMatch(/^404/);
});

it('says which variable to change if it cannot listen', async () => {
  const server = await startHealthServer(OPTIONS);
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const taken = startHealthServer({ ...OPTIONS, port });
  await expect(taken).rejects.toThrow(
    new ListenError(
      `HTTP_PORT: port ${port} on 127.0.0.1 can't be used (EADDRINUSE); choose another, such as HTTP_PORT=8081`,
    ),
  );
  const nowhere = startHealthServer({ ...OPTIONS, host: '192.0.2.1' });
  await expect(nowhere).rejects.toThrow(/^HTTP_HOST: 192\.0\.2\.1 is not an address of this machine/);
});
