import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { startProxy } from './redisProxy.ts';

/** A server that sends back what it gets, behind a proxy. */
async function startEcho() {
  const server = createServer((socket) => void socket.pipe(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy = await startProxy((server.address() as AddressInfo).port);
  onTestFinished(async () => {
    await proxy[Symbol.asyncDispose]();
    server.close();
  });
  const open = async () => {
    const socket = connect(Number(new URL(proxy.url).port), '127.0.0.1');
    await once(socket, 'connect');
    return socket;
  };
  /** What a connection says that is opened now comes back after all that others have said before. */
  const turn = async (): Promise<void> => {
    const socket = await open();
    socket.write('turn');
    expect(String((await once(socket, 'data'))[0])).toBe('turn');
    socket.destroy();
  };
  return { proxy, open, turn };
}

it('what two keep back is sent on when both have let it go, and once', async () => {
  const { proxy, open, turn } = await startEcho();
  const client = await open();
  await turn();
  let received = '';
  client.on('data', (chunk) => {
    received += String(chunk);
  });
  const releases = [proxy.hold(), proxy.hold()];
  client.write('first ');
  for (const release of releases) {
    await turn();
    expect(received).toBe('');
    release();
  }
  client.write('second');
  while (!received.includes('second')) await once(client, 'data');
  await turn();
  expect(received).toBe('first second');
});
