import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import { expect, it, onTestFinished } from 'vitest';
import { type HealthOptions, ListenError, startHealthServer } from '../../src/app/healthServer.ts';
import { createMetrics } from '../../src/app/metrics.ts';
import { callbackPage } from '../../src/connect/callbackPage.ts';
import { Faults } from '../../src/faults.ts';
import { DeliveryError } from '../../src/notifications/chatPort.ts';

const OPTIONS: HealthOptions = {
  answerCallback: async ({ state }) =>
    callbackPage(
      state === 'good' ? { kind: 'denied' } : { kind: 'invalid-link', why: 'unknown' },
      undefined,
      'threads',
    ),
  host: '127.0.0.1',
  port: 0,
  hookEntrance: () => undefined,
  isConnected: () => true,
  faults: new Faults(),
  checkStore: async () => undefined,
  registry: createMetrics({ usageOf: () => undefined, isReady: () => true, failingChannels: () => [] })
    .registry,
};

it('serves health, readiness, metrics and the callback page', async () => {
  let isReady = false;
  let storeFails = false;
  const faults = new Faults();
  const metrics = createMetrics({
    usageOf: () => ({ share: 0.8 }),
    isReady: () => isReady,
    failingChannels: () => [
      {
        channel: { platform: 'slack', workspace: 'T1', id: 'C1' },
        call: 'edit',
        since: 0,
        tries: 1,
        reason: 'busy',
      },
    ],
  });
  const channel = { platform: 'slack', workspace: 'T1', id: 'C1' } as const;
  metrics.countDelivery(channel, 'post', undefined);
  metrics.countDelivery(channel, 'edit', new DeliveryError('passing', '429', 'busy', { retryAfter: 1 }));
  metrics.countDelivery(channel, 'post', new DeliveryError('refused', 'fatal_error', 'refused'));
  metrics.countCall({ account: 'brand', what: 'container', attempt: 1, durationMs: 40, outcome: 'ok' });
  const server = await startHealthServer({
    ...OPTIONS,
    isConnected: () => isReady,
    faults,
    checkStore: async () => {
      if (storeFails) throw new Error('locked');
    },
    registry: metrics.registry,
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
  faults.report('job round', 'The job "round" has not run for 15 s.');
  expect(await get('/readyz')).toBe('503 The job "round" has not run for 15 s.\n');
  faults.clear('job round');
  storeFails = true;
  expect(await get('/readyz')).toMatch(/^503 the store does not answer/);
  expect(await get('/metrics')).toMatch(
    /threadwatch_threads_calls_total\{account="brand",what="container",outcome="ok"\} 1/,
  );
  expect(await get('/metrics')).toContain('threadwatch_threads_budget_share{account="brand"} 0.8');
  expect(await get('/metrics')).toContain('threadwatch_ready 1');
  expect(await get('/metrics')).toContain('threadwatch_failing_channels{platform="slack",call="edit"} 1');
  for (const outcome of [
    'call="post",outcome="taken"',
    'call="edit",outcome="limited"',
    'call="post",outcome="refused"',
  ])
    expect(await get('/metrics')).toContain(`threadwatch_deliveries_total{platform="slack",${outcome}} 1`);
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
