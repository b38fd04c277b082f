--- @include "../../../../redis/lua/include/clock"
-- The keys of a queue share the concert's hash tag, so that one node of a cluster stores them all:
--   KEYS[1]  meta      hash    epoch, server, version, policy (JSON);
--                              numbers: floor, base, next, reserved, reservations, idle;
--                              rate: bucket, bucketAt; presence: forgiven (ms by which the absence
--                              clock lags), seenBucket, seenAt, ended0 to ended8;
--                              tickAt, joinedAt, heldUntil (no admission before), arrivals;
--                              present, unclaimed, activeGuests (counts); served (highest number
--                              admitted from the queue); guests (admitted since the first epoch);
--                              log: event (the last one), drained (event up to which PostgreSQL
--                              has the entries);
--                              estimator (JSON, server/queue/estimate/estimator.ts)
--   KEYS[2]  waiting   zset    user -> number
--   KEYS[3]  active    zset    user -> time (ms) at which the turn expires
--   KEYS[4]  places    hash    user -> active place, JSON: {number, admittedAt, untilAt, claimed,
--                              event (of its admission; none if PostgreSQL restored the place),
--                              guest (true for a guest)}
--   KEYS[5]  log       stream  epoch-event -> admission or ended place, until PostgreSQL has it
--   KEYS[6]  queued    bits    by number: 1 if its place waits
--   KEYS[7]  live      bits    by number: 1 if its place waits and is present
--   KEYS[8]  scratch   bits    temporary result within one command
--   KEYS[9]  timeline  zset    "number:ms" -> number: the last issued number at the time of a tick
--   KEYS[10] counters  hash    counts of events since the epoch began
--   KEYS[11] to [19]   seen    bits by number: 1 if seen while this bucket filled
--   KEYS[20] pending   zset    user -> order of arrival, of users who wait for a number block
--   KEYS[21] revoked   hash    user -> number up to which the user's tokens are revoked
-- Numbers grow over all epochs. Bit 0 is number floor + 1, because no lower number can wait. Times
-- are milliseconds of Redis' clock.
local META, WAITING, ACTIVE, PLACES, LOG = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local QUEUED, LIVE, SCRATCH, TIMELINE, COUNTERS = KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[10]
local PENDING, REVOKED = KEYS[20], KEYS[21]
local ENDS_PER_CALL = 500

local function seenKey(bucket)
  return KEYS[11 + bucket]
end
