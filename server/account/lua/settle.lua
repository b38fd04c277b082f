--- @include "include/bucket"
-- Records the outcome of an attempt. The right password clears the bucket and makes the attempt's
-- address known. If the check of the password failed to run, the attempt leaves no trace.
-- KEYS: known, the bucket that `ask` returned
-- ARGV: attempt, address, failuresMax, windowMs, knownMs, addressesMax, RIGHT | WRONG | UNJUDGED
local attempt, address = ARGV[1], ARGV[2]
local failuresMax, windowMs = tonumber(ARGV[3]), tonumber(ARGV[4])
local knownMs, addressesMax, outcome = tonumber(ARGV[5]), tonumber(ARGV[6]), ARGV[7]
local bucket = readBucket(KEYS[2], windowMs)
bucket.judging[attempt] = nil
if outcome == 'WRONG' then
  table.insert(bucket.failures, 1, now)
  bucket.failures[failuresMax + 1] = nil
elseif outcome == 'RIGHT' then
  bucket.failures, bucket.freeAt = {}, 0
  redis.call('ZADD', KEYS[1], int(now), address)
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', int(now - knownMs))
  redis.call('ZREMRANGEBYRANK', KEYS[1], '0', int(-addressesMax - 1))
  redis.call('PEXPIRE', KEYS[1], int(knownMs))
end
if #bucket.failures == 0 and next(bucket.judging) == nil then
  redis.call('DEL', KEYS[2])
else
  writeBucket(KEYS[2], bucket, windowMs)
end
