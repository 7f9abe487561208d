import { KeyvMemoryAdapter } from 'keyv';
import type { Backend } from './backend.ts';

/** Keeps records in memory only, for the demo and for tests. */
export function createMemoryBackend(records = new Map<string, unknown>()): Backend {
  return {
    namespacePrefix: '',
    createAdapter: () => new KeyvMemoryAdapter(records),
    async check() {},
    async lease() {},
    async ensureLeased() {},
    findProblems: async () => [],
    async close() {},
  };
}
