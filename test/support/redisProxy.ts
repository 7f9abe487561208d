import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A connection of a client, and the one that leads on from it. */
interface Way {
  readonly near: Socket;
  readonly far: Socket;
  /** How many keep back what the client sends. */
  holders: number;
}

/** A proxy in front of Redis. `swallow` leaves its open connections up but without answers, like a dead network. */
export async function startProxy(firstPort: number) {
  let port = firstPort;
  const open = new Set<Socket>();
  const ways = new Set<Way>();
  let isCut = false;
  const proxy = createServer((near) => {
    if (isCut) {
      open.add(near);
      near.on('error', () => near.destroy()).resume();
      return;
    }
    const far = connect(port, '127.0.0.1');
    near.pipe(far).pipe(near);
    const way = { near, far, holders: 0 };
    ways.add(way);
    near.on('close', () => ways.delete(way));
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
    /** Keeps back what the clients of today send. @returns sends it on, once nobody else keeps it back; called once */
    hold(): () => void {
      const held = [...ways];
      for (const way of held) {
        way.holders += 1;
        way.near.unpipe(way.far).pause();
      }
      return () => {
        for (const way of held) {
          way.holders -= 1;
          // A stream that is piped twice sends everything twice: then each answer would be taken for that to another call.
          if (way.holders === 0) way.near.pipe(way.far);
        }
      };
    },
    /** From now on all connections, and those that come, are up but silent. @returns ends that, and them */
    cut(): () => void {
      isCut = true;
      for (const socket of open) socket.unpipe().resume();
      return () => {
        isCut = false;
        for (const socket of open) socket.destroy();
        open.clear();
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
