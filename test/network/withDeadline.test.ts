import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DefaultRestOptions } from '@discordjs/rest';
import { expect, it, onTestFinished } from 'vitest';
import { withDeadline } from '../../src/network/withDeadline.ts';

/** The address of a server that begins an answer, and never ends it. */
async function serveEndless(): Promise<string> {
  const server = createServer((_, response) => void response.writeHead(200).write('{'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}/`;
}

it('ends a call whose answer never ends', async () => {
  const call = withDeadline<RequestInit, Response>(fetch, 100);
  const answer = await call(await serveEndless(), {});
  await expect(answer.text()).rejects.toThrow(/timeout/);
});

it('ends such a call of the client of Discord too', async () => {
  const answer = await withDeadline(DefaultRestOptions.makeRequest, 100)(await serveEndless(), {});
  await expect(answer.text()).rejects.toThrow(/timeout/);
});

it('leaves its caller the right to end a call before', async () => {
  const caller = new AbortController();
  const answer = await withDeadline<RequestInit, Response>(fetch, 60_000)(await serveEndless(), {
    signal: caller.signal,
  });
  caller.abort(new Error('no longer needed'));
  await expect(answer.text()).rejects.toThrow('no longer needed');
});
