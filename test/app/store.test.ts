import { linkSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { runStore } from '../../src/app/main/runStore.ts';
import { openStore } from '../../src/store/openStore.ts';
import { createTokenCipher } from '../../src/tokens/cipher.ts';
import { RedisServer } from '../redis.ts';

const NOW = Date.UTC(2026, 10, 26, 3, 30);
const KEY = Buffer.alloc(32, 7).toString('base64');

interface Said {
  readonly code: 0 | 1;
  readonly out: string;
  readonly errors: string;
}

/** What `npm run -s store -- …` does, with these variables. */
async function store(args: readonly string[], env: NodeJS.ProcessEnv = {}, stopped = false): Promise<Said> {
  let out = '';
  let errors = '';
  const stopping = new AbortController();
  if (stopped) stopping.abort();
  const code = await runStore({
    args,
    readEnvironment: () => env,
    write: (text) => (out += text),
    writeError: (text) => (errors += text),
    now: () => NOW,
    signal: stopping.signal,
  });
  return { code, out, errors };
}

async function makeStore(): Promise<{ folder: string; url: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'threadwatch-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const url = `sqlite:${join(folder, 'store.db')}`;
  const opened = await openStore(url);
  const put = (name: string, key: string, record: unknown) =>
    opened.collection(name, z.unknown()).set(key, record);
  for (let id = 0; id < 1_234; id += 1) await put('watches', `brand/${id}`, { note: '"keyId":"ffffffff"' });
  await put('tokens', 'brand', { secret: createTokenCipher([KEY]).encrypt('a token', 'brand') });
  await put('hooks', 'h1', { note: 'says "keyId":"eeeeeeee"', events: { secret: { plain: 'x' } } });
  await opened.close();
  return { folder, url };
}

describe('the store program', () => {
  it('backs up the store of STORE_URL, says what it copied, and which key the copy needs', async () => {
    const { folder, url } = await makeStore();
    const to = join(folder, 'backup.db');
    const { code, out, errors } = await store(['backup', '--to', to], { STORE_URL: url, TOKEN_KEY: KEY });
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(out).toBe(
      `${url.slice(7)} → ${to}
  hooks    1
  tokens   1
  watches  1,234
1,236 records compared, all equal
The copy holds access tokens or signing secrets that are encrypted. Whoever starts Threadwatch on it needs the TOKEN_KEY that is set here; keep it apart from the copy.
`,
    );
    const { keyId } = createTokenCipher([KEY]);
    const elsewhere = await store(['backup', '--to', join(folder, 'other.db')], { STORE_URL: url });
    expect(elsewhere.out).toContain(`(its id is ${keyId}); it is not the one that is set here`);
  });

  it('names a copy in a folder after the time', async () => {
    const { folder, url } = await makeStore();
    expect((await store(['backup', '--from', url, '--to', folder])).code).toBe(0);
    expect(readdirSync(folder)).toContain('threadwatch-2026-11-26T033000Z.db');
  });

  it('restores a backup over the store of STORE_URL only when told to', async () => {
    const { folder, url } = await makeStore();
    const backup = join(folder, 'backup.db');
    await store(['backup', '--to', backup], { STORE_URL: url });
    const refused = await store(['restore', '--from', backup], { STORE_URL: url });
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.errors).toMatch(/^STORE_URL: .* holds a store with 1236 records\. .*--replace/);
    expect((await store(['restore', '--from', backup, '--replace'], { STORE_URL: url })).code).toBe(0);
  });

  it('that is stopped says that nothing was changed', async () => {
    const { folder, url } = await makeStore();
    const { code, errors } = await store(['backup', '--from', url, '--to', join(folder, 'x.db')], {}, true);
    expect({ code, errors }).toEqual({ code: 1, errors: 'Stopped. Nothing was changed.\n' });
    expect(readdirSync(folder).sort()).toEqual(['store.db']);
  });

  it('never shows a password, whatever is wrong', async () => {
    const { folder, url } = await makeStore();
    const server = await RedisServer.start({ password: 'right-password' });
    onTestFinished(() => server[Symbol.asyncDispose]());
    const wrong = `redis://:planted-secret@127.0.0.1:${server.port}`;
    for (const args of [
      ['copy', '--from', url, '--to', wrong],
      ['copy', '--from', wrong, '--to', join(folder, 'x.db')],
      ['copy', '--from', wrong, '--to', wrong],
      ['backup', '--from', 'redis://:planted-secret@127.0.0.1:1', '--to', folder],
      ['backup', '--from', 'redis://:planted-secret@:1/', '--to', folder],
      ['backup', '--from', 'mysql://root:planted-secret@127.0.0.1/', '--to', folder],
      [wrong],
      ['backup', wrong],
      ['backup', `--${wrong}`],
      ['backup', '--to', folder, `--form=${wrong}`],
    ]) {
      const { code, out, errors } = await store(args);
      expect(code, args.join(' ')).toBe(1);
      expect(errors).not.toBe('');
      expect(out + errors).not.toContain('planted-secret');
    }
    expect((await store(['copy', '--from', url, '--to', server.url])).out).not.toContain('right-password');
  });

  it('knows its own store by another name, and leaves it alone', async () => {
    const { folder, url } = await makeStore();
    const names = [join(folder, 'link.db'), join(folder, 'hard.db')] as const;
    symlinkSync('store.db', names[0]);
    linkSync(url.slice(7), names[1]);
    for (const to of names) {
      const { code, errors } = await store(['copy', '--to', to, '--replace'], { STORE_URL: url });
      expect({ code, errors }).toEqual({
        code: 1,
        errors: expect.stringMatching(/would be copied onto itself/),
      });
    }
  });

  it('names what was typed as what is to be changed, not a variable that was not read', async () => {
    const { errors } = await store(['backup', '--from', 'redis://127.0.0.1:1', '--to', 'x.db']);
    expect(errors).toMatch(/^--from: .*put its host and port into --from\.$/m);
  });

  it.each([
    [[], /^Say what to do: backup, restore or copy/],
    [['backup'], /^Say where the copy is to be: --to/],
    [['restore'], /^Name the backup that is to be restored: --from/],
    [['backup', '--form', 'x'], /^Unknown option '--form'/],
    [['backup', '--to', 'memory:'], /^--to: A store in memory ends with its process/],
    [['copy', '--from', 'memory:', '--to', 'x.db'], /^--from: A store in memory/],
    [['backup', '--to', 'sqlite:./data/threadwatch.db'], /would be copied onto itself/],
    [['backup', '--to', 'x.db', '--from', 'y.db', '--to=z.db'], /^Say --to once/],
    [['backup', '--to', 'sqlite:'], /^--to: "sqlite:" needs a path after it/],
    [
      ['backup', '--to', '/tmp/x.db', '--from', '/nowhere/there.db'],
      /^--from: .*there is no such file\. Check/,
    ],
  ])('%j is answered with what to do instead', async (args, words) => {
    const { code, errors } = await store(args);
    expect(code).toBe(1);
    expect(errors).toMatch(words);
  });

  it('takes paths as people write them', async () => {
    const { folder, url } = await makeStore();
    for (const name of ['with a space.db', 'at 10:30.db', 'C:.db', 'ünïcode.db'])
      expect((await store(['backup', '--from', url, '--to', join(folder, name)])).code, name).toBe(0);
    expect(readdirSync(folder)).toHaveLength(5);
  });
});
