import { flushCompileCache } from 'node:module';
import '../../tuneNode.js';

// Fills the cache of compiled code. For an image: there the cache can't be written when the program starts, so each start
// would compile everything anew. Run it as the user and with the flags of the program; both are part of the cache's key.
// Imported dynamically, because static imports would be compiled before the cache is enabled.
await import('../runProcess.ts');
// What runProcess.ts loads on demand.
await import('../metrics.ts');
await import('../../chat/discord/createDiscordPlatform.ts');
await import('../../chat/slack/createSlackPlatform.ts');
await import('../../store/redis.ts');
flushCompileCache();
