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
    include: ['{server,scripts,prisma,components,bench,tests}/**/*.test.ts'],
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
