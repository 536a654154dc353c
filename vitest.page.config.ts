import { defineConfig } from 'vitest/config';

/** The page in a real browser: `npm run test:page`. */
export default defineConfig({
  test: {
    include: ['web/e2e/**/*.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 180_000,
  },
});
