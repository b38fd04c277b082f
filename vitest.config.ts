import { configDefaults, defineConfig } from 'vitest/config';
import { redisOnPath } from './scripts/stores/redis.ts';

// A cluster takes real servers: where there are none, its tests are not part of the run, as scripts/test.ts says.
const beyondThisMachine = redisOnPath() === undefined ? ['**/*.cluster.test.ts'] : [];

export default defineConfig({
  test: {
    include: ['{server,scripts,prisma,components,bench}/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...beyondThisMachine],
    maxWorkers: 2,
    retry: 0,
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
