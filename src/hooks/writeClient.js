// Writes client.js, which other programs import as `threadwatch/client`: client.ts without its types. Node reads TypeScript
// as it is, but not of an installed package. npm runs this after an install and before a pack, maybe on an older Node.
import { readFileSync, writeFileSync } from 'node:fs';
import * as nodeModule from 'node:module';

const { stripTypeScriptTypes } = nodeModule;
if (stripTypeScriptTypes !== undefined) {
  // It is said to be experimental on each use.
  process.removeAllListeners('warning');
  const source = readFileSync(new URL('client.ts', import.meta.url), 'utf8');
  const code = stripTypeScriptTypes(source)
    .replaceAll(/[ \t]+$/gm, '')
    .trimStart();
  writeFileSync(new URL('client.js', import.meta.url), code);
}
