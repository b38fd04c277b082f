--- @include "../../../../redis/lua/include/clock"
-- The keys of a queue. They share the concert's hash tag, so all live on one node of a cluster:
--   KEYS[1]  meta      hash    epoch, server, version, policy (JSON);
--                              numbers: floor, base, next, reserved, reservations, idle;
--                              rate: bucket, bucketAt; presence: forgiven (ms by which the absence
--                              clock is behind), seenBucket, seenAt, ended0 to ended8;
--                              tickAt, joinedAt, heldUntil (nobody is admitted before), arrivals;
--                              present, unclaimed (counts); served (highest number admitted);
--                              estimator (JSON, server/queue/estimate/estimator.ts)
--   KEYS[2]  waiting   zset    user -> number
--   KEYS[3]  active    zset    user -> time (ms) at which the place ends if nothing happens before
--   KEYS[4]  places    hash    user -> active place, JSON: {number, admittedAt, untilAt, claimed}
--   KEYS[5]  ends      stream  ended places, until an instance has persisted them in PostgreSQL
--   KEYS[6]  queued    bits    by number: waits
--   KEYS[7]  live      bits    by number: waits and is present, as of the last tick and since
--   KEYS[8]  scratch   bits    used within one command only
--   KEYS[9]  timeline  zset    "number:ms" -> number: the highest number, at ticks with a new one
--   KEYS[10] counters  hash    counts of events since the epoch began
--   KEYS[11] to [19]   seen    bits by number: seen in one ninth of the absence window
--   KEYS[20] pending   zset    user -> order of arrival, of users who wait for a number block
--   KEYS[21] revoked   hash    user -> the number up to which their tokens are revoked
-- Numbers only grow, over all epochs. The bit of a number is its distance from the floor: no lower
-- number can wait. Times are milliseconds of Redis' clock.
local META, WAITING, ACTIVE, PLACES, ENDS = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local QUEUED, LIVE, SCRATCH, TIMELINE, COUNTERS = KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[10]
local PENDING, REVOKED = KEYS[20], KEYS[21]
local ENDS_PER_CALL = 500

local function seenKey(bucket)
  return KEYS[11 + bucket]
end
