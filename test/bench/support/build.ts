import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Does what `npm run build` does. @returns what Node is started with to run it */
export function build(): readonly string[] {
  execFileSync('node_modules/.bin/rolldown', ['-c'], { cwd: ROOT, stdio: 'ignore' });
  return [`${ROOT}dist/main.js`];
}
