import { defineConfig } from 'vitest/config';

/** The page in a real browser: `npm run test:page`. The lakes are filled and served once for all stories. */
export default defineConfig({
  test: {
    include: ['web/e2e/**/*.test.ts'],
    globalSetup: 'web/e2e/lakes.setup.ts',
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 20_000 } },
  },
});
