-- Assigns a slot to a sign-in attempt. A known IP address has its own bucket, so that attempts from
-- elsewhere cannot slow it.
-- KEYS: known (zset: address -> last sign-in), common bucket, this address's bucket
-- ARGV: attempt, address, failuresMax, windowMs, spacingMs, waitMsMax, knownMs
-- Returns {'GO', ms to wait first, index of the bucket's key}, {'FULL', ms until a slot is free}, or
-- {'AGAIN'}: attempts that are being checked may become the failures that slow the bucket, so the
-- answer is not known yet.
local attempt, address, failuresMax, windowMs = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
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
