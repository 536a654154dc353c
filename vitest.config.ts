import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['core/**/*.test.ts', 'tools/**/*.test.ts', 'web/src/**/*.test.{ts,tsx}'],
    globalSetup: 'tools/test-folder.ts',
    pool: 'forks',
    // Files share a process and what they import: what a test changes of either, it puts back.
    isolate: false,
    // By default Vitest leaves one processor idle: on two cores half of the time.
    maxWorkers: availableParallelism(),
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
