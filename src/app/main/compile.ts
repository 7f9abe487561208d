import { enableCompileCache, flushCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * Fills the cache that src/main.ts enables. For an image: there the cache can't be written when the program starts, so each
 * start would compile everything anew. Run it as the user and with the flags of the program; both are part of the cache's key.
 */
enableCompileCache(fileURLToPath(new URL('../../../node_modules/.cache/threadwatch', import.meta.url)));

// Imported dynamically, because static imports would be compiled before the cache is enabled.
await import('../runProcess.ts');
// What runProcess.ts loads on demand.
await import('../metrics.ts');
await import('../../chat/discord/createDiscordPlatform.ts');
await import('../../chat/slack/createSlackPlatform.ts');
await import('../../store/redis.ts');
flushCompileCache();
