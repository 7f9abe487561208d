import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * The program as it was compiled last time: a quarter of a second less at each start after the first. Beside the
 * libraries, since whoever can write there can change the program anyway; where we can't, nothing is kept.
 */
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/threadwatch', import.meta.url)));

let end = (): void => process.exit(0);
process.once('SIGTERM', () => end()).once('SIGINT', () => end());

// Loaded only now: what is imported above is compiled before anything here is run.
const { run } = await import('./app/runProcess.ts');
end = run();
