--- @include "include/bucket"
-- Decides when the server may check the password of a sign-in attempt. An address from which the
-- user signed in before has its own bucket, so that failures elsewhere cannot throttle the address.
-- KEYS: known (zset: address -> time of its last sign-in), the shared bucket, this address' bucket
-- ARGV: attempt, address, failuresMax, windowMs, spacingMs, waitMsMax, knownMs
-- Returns {'GO', ms to wait before the check, index of the bucket's key}, {'FULL', ms until a slot
-- is free}, or {'AGAIN'}. AGAIN means that running attempts may still become the failures that
-- throttle the bucket.
local attempt, address = ARGV[1], ARGV[2]
local failuresMax, windowMs = tonumber(ARGV[3]), tonumber(ARGV[4])
local spacingMs, waitMsMax, knownMs = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local since = redis.call('ZSCORE', KEYS[1], address)
local index = since and tonumber(since) > now - knownMs and 3 or 2
local bucket = readBucket(KEYS[index], windowMs)
if #bucket.failures >= failuresMax then
  local slot = math.max(now, bucket.freeAt)
  if slot - now > waitMsMax then
    return { 'FULL', int(slot - now) }
  end
  bucket.freeAt = slot + spacingMs
  writeBucket(KEYS[index], bucket, windowMs)
  return { 'GO', int(slot - now), int(index) }
end
if #bucket.failures + bucket.atOnce >= failuresMax then
  return { 'AGAIN' }
end
bucket.judging[attempt] = now
writeBucket(KEYS[index], bucket, windowMs)
return { 'GO', '0', int(index) }
