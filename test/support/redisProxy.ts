import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A proxy in front of Redis. `swallow` leaves its open connections up but without answers, like a dead network. */
export async function startProxy(firstPort: number) {
  let port = firstPort;
  const open = new Set<Socket>();
  const ways = new Map<Socket, Socket>();
  const proxy = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    near.pipe(far).pipe(near);
    ways.set(near, far);
    near.on('close', () => ways.delete(near));
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => socket.destroy());
    }
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    url: `redis://127.0.0.1:${readPort(proxy)}`,
    /** Leads new connections to another port. */
    leadTo(next: number) {
      port = next;
    },
    /** Keeps back what the clients of today send. @returns sends it on */
    hold(): () => void {
      const held = [...ways];
      for (const [near, far] of held) near.unpipe(far).pause();
      return () => {
        for (const [near, far] of held) near.pipe(far);
      };
    },
    swallow() {
      for (const socket of open) socket.unpipe().resume();
    },
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      proxy.close();
      await once(proxy, 'close');
    },
  };
}

function readPort(server: Server): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the proxy has no port');
  return address.port;
}
