import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLog } from '../src/log.ts';

const SECRET = 'THAA/secret+token"1';

async function written(write: (log: ReturnType<typeof createLog>) => void): Promise<string> {
  let out = '';
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      out += chunk.toString();
      done();
    },
  });
  write(createLog({ level: 'trace', secrets: [SECRET], destination }));
  await new Promise((resolve) => destination.end(resolve));
  return out;
}

describe('the log writes no secret, wherever it comes from', () => {
  it.each<[string, (log: ReturnType<typeof createLog>) => void]>([
    ['a message', (log) => log.info(`the token is ${SECRET}`)],
    [
      'a URL',
      (log) => log.info({ url: `https://x.test/?access_token=${encodeURIComponent(SECRET)}` }, 'asked'),
    ],
    ['a deep key', (log) => log.info({ a: { b: [{ c: SECRET }] } }, 'deep')],
    ['a key itself', (log) => log.info({ [SECRET]: 1 }, 'key')],
    ['an error', (log) => log.error({ err: new Error(`bad token ${SECRET}`) }, 'failed')],
    [
      'the cause of a cause',
      (log) =>
        log.error({ err: new Error('a', { cause: new Error('b', { cause: new Error(SECRET) }) }) }, 'failed'),
    ],
    ['a header', (log) => log.debug({ headers: { authorization: `Bearer ${SECRET}` } }, 'headers')],
  ])('%s', async (_, write) => {
    const out = await written(write);
    expect(out).toContain('[secret]');
    expect(out).not.toContain(SECRET);
    expect(out).not.toContain(JSON.stringify(SECRET).slice(1, -1));
    expect(out).not.toContain(encodeURIComponent(SECRET));
    expect(() => JSON.parse(out)).not.toThrow();
  });
});
