import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';

// It is JavaScript, and loaded before any other file: for a TypeScript file that is not in the cache below, Node loads its
// compiler for TypeScript, which takes 12 MB of memory.

/**
 * Keeps V8 from optimizing WebAssembly. It would do so with undici's parser of HTTP as soon as some hundred answers have
 * come, which takes 25 to 40 MB of memory that is hardly given back. Without it, an answer takes 3 µs longer.
 */
setFlagsFromString('--no-wasm-tier-up');
setFlagsFromString('--no-wasm-dynamic-tiering');

/**
 * Caches compiled code: each start after the first needs half the CPU time. The cache is inside node_modules, where only
 * someone who could change the program anyway can write. If it can't be written, there is no cache. V8's flags are part of
 * its key, so they are set before.
 */
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/threadwatch', import.meta.url)));
