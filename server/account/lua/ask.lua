-- Whether an attempt to sign in may be judged. Who has signed in from this address before has a lane of their own there, so that
-- nobody elsewhere can slow them.
-- KEYS: known (zset: address -> when it last signed in), everybody's lane, this address' lane
-- ARGV: attempt, address, failuresMax, windowMs, spacingMs, waitMsMax, knownMs
-- Returns {'GO', ms to wait before, index of the lane's key}, {'FULL', ms until a slot is free}, or {'AGAIN'}: others are being judged
-- that might become the failures which slow the lane, so the answer is not known yet.
local attempt, address, failuresMax, windowMs = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local spacingMs, waitMsMax, knownMs = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local since = redis.call('ZSCORE', KEYS[1], address)
local index = since and tonumber(since) > now - knownMs and 3 or 2
local lane = readLane(KEYS[index], windowMs)
if #lane.failures >= failuresMax then
  local slot = math.max(now, lane.freeAt)
  if slot - now > waitMsMax then
    return { 'FULL', int(slot - now) }
  end
  lane.freeAt = slot + spacingMs
  writeLane(KEYS[index], lane, windowMs)
  return { 'GO', int(slot - now), int(index) }
end
if #lane.failures + lane.atOnce >= failuresMax then
  return { 'AGAIN' }
end
lane.judging[attempt] = now
writeLane(KEYS[index], lane, windowMs)
return { 'GO', '0', int(index) }
