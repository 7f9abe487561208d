import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    isolate: false,
    unstubEnvs: true,
    // A snapshot that is not there fails here as it does on a CI; `-u` writes it.
    update: 'none',
    testTimeout: 10_000,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts', 'commands/**/*.ts'],
      reporter: ['text-summary', 'text'],
    },
  },
});
