import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { limitConnections, SERVER_TIMEOUTS } from '../../src/limitConnections.ts';
import { SlackDouble } from '../chat/slack/double/slackDouble.ts';
import { BotProcess } from '../support/botProcess.ts';
import { findFreePort } from '../support/findFreePort.ts';

/** File descriptors: a bot that runs takes about fifty, and its two ports keep 1,032 connections that wait. */
const DESCRIPTORS = 1_200;
/** Of each kind, at each port. */
const STRANGERS = 400;

/** Somebody who connects and never sends a whole request. */
function openHalf(port: number, sent: string): { opened: Promise<void>; closed: Promise<void> } {
  const opened = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  const socket = connect(port, '127.0.0.1', () => opened.resolve());
  socket
    .on('error', () => undefined)
    .on('close', () => {
      opened.resolve();
      closed.resolve();
    });
  if (sent !== '') socket.write(sent);
  socket.resume();
  onTestFinished(() => void socket.destroy());
  return { opened: opened.promise, closed: closed.promise };
}

const HALF_BODY = 'POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nx';
const HALF_HEAD = 'GET /healthz HTTP/1.1\r\nhost: x\r\n';
/** Answered, and the connection is kept alive. */
const WHOLE = 'GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n';

it('strangers who send nothing, or half a request, do not make the bot deaf', async () => {
  const [port, slackPort] = [await findFreePort(), await findFreePort()];
  const slack = await SlackDouble.start({ botUrl: `http://127.0.0.1:${slackPort}` });
  const bot = new BotProcess({
    ...slack.environment,
    SLACK_PORT: String(slackPort),
    HTTP_PORT: String(port),
    THREADS_API_URL: 'http://127.0.0.1:9',
  });
  onTestFinished(async () => {
    await bot[Symbol.asyncDispose]();
    await slack.close();
  });
  bot.start();
  await bot.ready();
  execFileSync('prlimit', ['--pid', String(bot.pid), `--nofile=${DESCRIPTORS}:${DESCRIPTORS}`]);

  const openAll = (sent: string): ReturnType<typeof openHalf>[] =>
    [port, slackPort].flatMap((each) => Array.from({ length: STRANGERS }, () => openHalf(each, sent)));
  const strangers = [...openAll(HALF_BODY), ...openAll(''), ...openAll(HALF_HEAD)];
  await Promise.all(strangers.map(({ opened }) => opened));
  const health = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(20_000) });
  expect(health.status).toBe(200);
  expect((await slack.command('help').answer()).text).toContain('Threadwatch tells');
  // Those that are left are closed by themselves.
  await Promise.all(strangers.map(({ closed }) => closed));
});

it('connections that are kept alive after their answer do not keep the next one out', async () => {
  const server = createServer(SERVER_TIMEOUTS, (_, response) => response.end('ok'));
  limitConnections(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  for (let batch = 0; batch < 5; batch += 1) {
    const kept = Array.from({ length: 40 }, () => openHalf(port, WHOLE));
    await Promise.all(kept.map(({ opened }) => opened));
    const answer = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(20_000) });
    expect(answer.status).toBe(200);
    await answer.text();
  }
  const connections = await promisify(server.getConnections.bind(server))();
  expect(connections).toBeLessThanOrEqual(40);
});
