import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLog } from '../src/log.ts';
import { Secrets } from '../src/secrets.ts';

const SECRET = 'THAA/secret+token"1';

it('the log hides secrets that were added after its creation, and earlier ones', async () => {
  const secrets = new Secrets(['first-token']);
  const out = await written((log) => {
    log.info('first-token');
    secrets.add('later-token');
    log.info({ url: '?access_token=later-token' }, 'first-token later-token');
  }, secrets);
  expect(out).not.toMatch(/first-token|later-token/);
  expect(out.match(/\[secret\]/g)).toHaveLength(4);
});

async function written(
  write: (log: ReturnType<typeof createLog>) => void,
  secrets = new Secrets([SECRET]),
): Promise<string> {
  let out = '';
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      out += chunk.toString();
      done();
    },
  });
  write(createLog({ level: 'trace', secrets, destination }));
  // Lines that are logged in a row reach the destination one by one.
  await new Promise(setImmediate);
  await new Promise((resolve) => destination.end(resolve));
  return out;
}

describe('the log hides a secret in', () => {
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
      'a nested cause',
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
