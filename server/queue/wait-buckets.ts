// The counts of waits have 52 buckets, whose bounds grow by a quarter from 1 s to a day. So a
// percentile is wrong by an eighth at most, and the counts of any two periods can be added.
const growth = 1.25;
const bucketsMax = 52;

/** Returns the bucket, from 1, of a wait. */
export function waitBucketOf(ms: number): number {
  const seconds = Math.max(ms / 1_000, 1);
  return Math.min(bucketsMax, 1 + Math.ceil(Math.log(seconds) / Math.log(growth) - 1e-9));
}

const upperSeconds = (bucket: number) => (bucket === 0 ? 0 : growth ** (bucket - 1));

/**
 * Returns the wait (s) that the share `rank` (0 to 1) of the users did not exceed, interpolated
 * within its bucket. `counts` has the users by bucket, the first bucket first. Returns null without
 * users.
 */
export function waitPercentile(counts: readonly number[], rank: number): number | null {
  const users = counts.reduce((sum, count) => sum + count, 0);
  if (users === 0) return null;
  let left = rank * users;
  for (const [at, count] of counts.entries()) {
    if (count > 0 && left <= count) {
      const [from, to] = [upperSeconds(at), upperSeconds(at + 1)];
      return Math.round((from + ((to - from) * left) / count) * 10) / 10;
    }
    left -= count;
  }
  return upperSeconds(counts.length);
}
