import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{server,scripts,prisma,components,bench}/**/*.test.ts'],
    maxWorkers: 2,
    retry: 0,
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
