import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { WaitingFirst } from './tools/test-order.ts';

export default defineConfig({
  test: {
    globalSetup: 'tools/test-folder.ts',
    pool: 'forks',
    // The page's modules are transformed once and not at every run.
    fsModuleCache: true,
    // By default Vitest leaves one processor idle: on two cores half of the time.
    maxWorkers: availableParallelism(),
    // Room for many files' objects: V8 looks less often which are gone, for a twentieth less of processor time.
    execArgv: ['--min-semi-space-size=16', '--max-semi-space-size=32', '--initial-heap-size=400'],
    projects: [
      {
        extends: true,
        test: {
          name: 'core',
          include: ['core/**/*.test.ts', 'tools/**/*.test.ts'],
          // Node runs TypeScript as it is, as people run Levee.
          experimental: { viteModuleRunner: false },
        },
      },
      {
        extends: true,
        test: { name: 'web', include: ['web/src/**/*.test.{ts,tsx}'], environment: 'jsdom' },
      },
    ],
    sequence: { sequencer: WaitingFirst },
    // Files share a process and what they import: what a test changes of either, it puts back.
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
