import { flushCompileCache } from 'node:module';
import '../tuneNode.js';

// Fills the cache of compiled code for a process that runs alone, and for a replica.
await import('../app/main/compile.ts');
await import('./startReplica.ts');
flushCompileCache();
