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
  'server/queue/model/queue-model.test.ts': 94,
  'tests/system/pages.test.ts': 90,
  'server/trpc/fuzz.test.ts': 84,
  'tests/faults/network.test.ts': 70,
  'tests/model/sale.test.ts': 39,
  'server/pages/next-request-fuzz.test.ts': 32,
  'server/queue/recovery/losing-redis.test.ts': 31,
  'server/pages/next-request.test.ts': 30,
  'scripts/start.test.ts': 28,
  'server/queue/recovery/lost-redis.test.ts': 28,
  'server/pages/waiting-room-cache.test.ts': 26,
  'server/rest/fuzz.test.ts': 25,
  'server/queue/recovery/batch-loss.test.ts': 24,
  'tests/system/ownership.test.ts': 24,
  'server/queue/snapshot/queue-snapshot.test.ts': 23,
  'server/redis/redis.cluster.test.ts': 19,
  'tests/faults/kill-points.test.ts': 19,
  'tests/faults/sweepers.test.ts': 18,
  'server/queue/cookie/cookie-jar.test.ts': 18,
  'tests/system/authorization-matrix.test.ts': 17,
  'server/queue/many-instances.test.ts': 17,
  'server/instance/main.test.ts': 16,
  'tests/mutants/mutants.test.ts': 16,
  'server/database/session-settings.test.ts': 16,
  'scripts/commands.test.ts': 16,
  'tests/system/instances.test.ts': 16,
  'tests/system/sale.cluster.test.ts': 16,
  'server/pages/next-request-log.test.ts': 15,
  'server/account/sign-in.test.ts': 15,
  'tests/faults/killed.test.ts': 14,
  'server/account/cookies.test.ts': 13,
  'tests/faults/postgres.test.ts': 13,
  'server/http/queue-stats-stream.test.ts': 13,
  'server/trpc/bad-input.test.ts': 12,
  'tests/system/secrets.test.ts': 12,
  'prisma/migrations.test.ts': 12,
  'server/rest/bad-input.test.ts': 11,
  'server/queue/redis/commands.test.ts': 11,
  'server/pages/turn-pages.test.ts': 10,
  'tests/system/money-invariants.test.ts': 10,
  'tests/faults/connection-pool.test.ts': 10,
  'server/queue/presence.test.ts': 10,
  'server/poster/encode.test.ts': 9,
  'tests/faults/paused.test.ts': 9,
  'server/instance/jobs.test.ts': 9,
  'server/pages/next-process.test.ts': 9,
  'server/queue/absence-over-http.test.ts': 8,
  'tests/faults/odd-clocks.test.ts': 8,
  'tests/faults/exhausted-pool.test.ts': 8,
  'server/queue/recovery/failover.cluster.test.ts': 8,
  'server/audit/audit.test.ts': 7,
  'server/catalog/catalog.test.ts': 7,
  'server/http/posters.test.ts': 7,
  'tests/system/contract.test.ts': 7,
  'server/rate-limit/rate-limit.test.ts': 7,
  'server/http/exports.test.ts': 6,
  'scripts/retired-words.test.ts': 6,
  'server/live/live.test.ts': 6,
  'server/http/subscriptions.test.ts': 6,
  'server/poster/poster.test.ts': 6,
  'server/admin/queue-places.test.ts': 6,
  'server/poster/encoder.test.ts': 5,
  'tests/faults/cancelled-dates.test.ts': 5,
  'server/queue/token/token-revocation.test.ts': 5,
  'server/rest/client.test.ts': 5,
  'server/seating/race.test.ts': 5,
  'server/queue/ticker.test.ts': 5,
  'server/ticket/door.test.ts': 5,
  'server/concert/cancel.test.ts': 5,
  'server/concert/edit.test.ts': 5,
  'server/concert/life.test.ts': 5,
  'server/payment/refund.test.ts': 5,
};

/** Estimates a test file's duration in seconds. `file` is relative to the root. */
export const secondsOf = (file: string): number => durations[file] ?? otherSeconds;
