import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    isolate: false,
    unstubEnvs: true,
    // A snapshot that is not there fails here as it does on a CI; `-u` writes it.
    update: 'none',
    // For what hangs, not for what is slow: a busy machine starts a process in seconds.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts', 'commands/**/*.ts'],
      reporter: ['text-summary', 'text'],
    },
  },
});
