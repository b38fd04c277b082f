import path from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { redisOnPath } from './scripts/stores/redis.ts';
import { secondsOf, unitWorkers } from './scripts/suite/durations.ts';
import { pgbouncerProgram } from './tests/support/pgbouncer.ts';

// Excludes tests that need a missing server program. `scripts/test.ts` prints the excluded tests.
const excludedTests = [
  ...(redisOnPath() === undefined ? ['**/*.cluster.test.ts'] : []),
  ...(pgbouncerProgram === undefined ? ['**/*.pgbouncer.test.ts'] : []),
];

/** Runs the longest files first, so that no long file runs alone at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const seconds = new Map(
      sorted.map((file) => [file, secondsOf(path.relative(import.meta.dirname, file.moduleId))]),
    );
    return sorted.sort((a, b) => (seconds.get(b) ?? 0) - (seconds.get(a) ?? 0));
  }
}

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: { name: 'server', include: ['{server,scripts,prisma,tests}/**/*.test.ts'] },
      },
      {
        // These files share workers, because they open no stores and take less time than the start
        // of a worker. Files with stores do not, because caches of modules outlive a database.
        extends: true,
        test: { name: 'pages', include: ['{components,bench}/**/*.test.ts'], isolate: false },
      },
    ],
    exclude: [...configDefaults.exclude, ...excludedTests],
    maxWorkers: unitWorkers,
    sequence: { sequencer: LongestFirst },
    // Vite resolves `next/navigation`, which Next does not export to Node.
    server: { deps: { inline: ['next-intl'] } },
    retry: 0,
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
