import { readFileSync } from 'node:fs';
import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { pgbouncerProgram } from './tests/support/pgbouncer.ts';
import { redisOnPath } from './scripts/stores/redis.ts';

// These need real servers. On a machine without them their tests are not part of the run; scripts/test.ts says so.
const missingServers = [
  ...(redisOnPath() === undefined ? ['**/*.cluster.test.ts'] : []),
  ...(pgbouncerProgram === undefined ? ['**/*.pgbouncer.test.ts'] : []),
];

/** What asks for more time than usual is begun first, so that the run does not end with one long file by itself. */
class LongOnesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = new Map(
      sorted.map((file) => [file, readFileSync(file.moduleId, 'utf8').includes('timeout')]),
    );
    return [
      ...sorted.filter((file) => isLong.get(file)),
      ...sorted.filter((file) => !isLong.get(file)),
    ];
  }
}

export default defineConfig({
  test: {
    include: ['{server,scripts,prisma,components,bench,tests}/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...missingServers],
    maxWorkers: 3, // on two processors: many files wait longer than they compute
    sequence: { sequencer: LongOnesFirst },
    retry: 0,
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
