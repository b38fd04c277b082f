/**
 * Number of Vitest workers on two cores. Three workers are faster than two, because many test files
 * mostly wait.
 */
export const unitWorkers = 3;

const otherSeconds = 1;

/**
 * Test files that take at least five seconds, with their durations in seconds on two cores. The
 * durations come from the output of `npm test`.
 */
export const durations: Record<string, number> = {
  'tests/faults/network.test.ts': 65,
  'server/queue/recovery/lost-redis.test.ts': 49,
  'server/queue/model/queue-model.test.ts': 48,
  'server/queue/recovery/losing-redis.test.ts': 43,
  'tests/mutants/mutants.test.ts': 37,
  'server/redis/redis.cluster.test.ts': 27,
  'server/queue/snapshot/queue-snapshot.test.ts': 27,
  'scripts/start.test.ts': 26,
  'tests/faults/sweepers.test.ts': 25,
  'tests/system/sale.cluster.test.ts': 24,
  'tests/model/sale.test.ts': 24,
  'tests/system/instances.test.ts': 23,
  'server/queue/many-instances.test.ts': 23,
  'tests/system/pages.test.ts': 20,
  'server/account/sign-in.test.ts': 18,
  'server/instance/main.test.ts': 18,
  'tests/faults/paused.test.ts': 16,
  'server/http/queue-stats-stream.test.ts': 15,
  'server/queue/absence-over-http.test.ts': 14,
  'server/queue/presence.test.ts': 14,
  'tests/faults/connection-pool.test.ts': 14,
  'scripts/commands.test.ts': 13,
  'server/instance/jobs.test.ts': 13,
  'tests/system/money-invariants.test.ts': 12,
  'prisma/migrations.test.ts': 11,
  'tests/faults/odd-clocks.test.ts': 11,
  'server/trpc/fuzz.test.ts': 10,
  'server/queue/recovery/failover.cluster.test.ts': 10,
  'tests/faults/killed.test.ts': 9,
  'tests/system/ownership.test.ts': 8,
  'tests/faults/kill-points.test.ts': 8,
  'server/queue/redis/commands.test.ts': 8,
  'tests/faults/postgres.test.ts': 8,
  'server/catalog/catalog.test.ts': 7,
  'server/rate-limit/rate-limit.test.ts': 7,
  'tests/system/secrets.test.ts': 6,
  'tests/faults/exhausted-pool.test.ts': 6,
  'server/rest/fuzz.test.ts': 6,
  'server/trpc/bad-input.test.ts': 6,
  'server/pages/waiting-room-cache.test.ts': 5,
  'tests/system/contract.test.ts': 5,
  'server/account/cookies.test.ts': 5,
  'server/seating/race.test.ts': 5,
};

/** Estimates a test file's duration in seconds. `file` is relative to the root. */
export const secondsOf = (file: string): number => durations[file] ?? otherSeconds;
