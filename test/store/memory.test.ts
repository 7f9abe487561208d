import { createStore } from '../../src/store/createStore.ts';
import { createMemoryBackend } from '../../src/store/memory.ts';
import { describeStore } from './conformance.ts';

describeStore('memory', async () => {
  const records = new Map<string, unknown>();
  return {
    open: async () => createStore(createMemoryBackend(records)),
    async writeRaw(name, key, text) {
      records.set(`${name}::${key}`, { value: text });
    },
    async end() {},
  };
});
