import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** When a certificate is made, by `faketime`; it is valid for ten days. */
export type MadeIn = 'now' | '2020-01-01' | '2045-01-01';

/** A key is made in milliseconds, other than one of RSA. */
const NEW_KEY = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes';

/** An authority that nobody knows, and the certificates that it signs. */
export class Authority implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'threadwatch-ca-'));

  constructor() {
    const name = ['-subj', '/CN=Authority of the tests'];
    this.#run('now', [...`req -x509 ${NEW_KEY} -days 9000 -keyout ca.key -out ca.pem`.split(' '), ...name]);
    this.#run('now', [...`req ${NEW_KEY} -keyout leaf.key -out leaf.csr`.split(' '), ...name]);
  }

  /** The file that NODE_EXTRA_CA_CERTS names. */
  get file(): string {
    return join(this.#folder, 'ca.pem');
  }

  sign(hosts: readonly string[], madeIn: MadeIn = 'now'): Certificate {
    const names = hosts.map((host) => `DNS:${host}`).join(',');
    writeFileSync(join(this.#folder, 'names'), `subjectAltName=${names}\n`);
    const sign =
      'x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 10 -extfile names -out leaf.pem';
    this.#run(madeIn, sign.split(' '));
    const read = (file: string): string => readFileSync(join(this.#folder, file), 'utf8');
    return { key: read('leaf.key'), cert: read('leaf.pem') };
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }

  #run(madeIn: MadeIn, args: readonly string[]): void {
    const options = { cwd: this.#folder, stdio: 'pipe' } as const;
    if (madeIn === 'now') execFileSync('openssl', args, options);
    else execFileSync('faketime', [madeIn, 'openssl', ...args], options);
  }
}
