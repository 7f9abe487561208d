import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { isThorough } from './test/support/isThorough.ts';
import { LongestFirst } from './test/support/longestFirst.ts';
import { nameSlowestTests } from './test/support/slowestTests.ts';

export default defineConfig({
  plugins: [nameSlowestTests()],
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/buildBot.ts',
    isolate: false,
    // Node runs sources and tests as it runs the program. Vite's own runner takes a tenth more CPU time.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    sequence: { sequencer: LongestFirst },
    // One more than cores: now and then a worker waits for a process, for a disk or for what is to take a while.
    maxWorkers: availableParallelism() + 1,
    // Tests start programs again and again: what one compiled, the next need not.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/tests', import.meta.url)) },
    unstubEnvs: true,
    // A snapshot that is not there fails here as it does on a CI; `-u` writes it.
    update: 'none',
    // For what hangs, not for what is slow: a busy machine starts a process in seconds.
    testTimeout: isThorough ? 1_800_000 : 60_000,
    hookTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts', 'commands/**/*.ts'],
      reporter: ['text-summary', 'text'],
    },
  },
});
