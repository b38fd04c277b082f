-- One beat of a line: ends what has lapsed, admits whoever there is room for, measures the pace. Every instance calls it; a
-- call that follows another too closely does nothing.
-- ARGV: epoch, policy version, policy (JSON), least ms between beats. Returns STALE, EARLY or DONE.
local epoch = ARGV[1]
if not policyAt(epoch) then
  return 'STALE'
end
local meta = redis.call('HMGET', META, 'version', 'tickAt', 'admitted', 'paceAt', 'paceFrom', 'pace')
if tonumber(meta[1]) < tonumber(ARGV[2]) then
  redis.call('HSET', META, 'version', ARGV[2], 'policy', ARGV[3])
end
if meta[2] and now - tonumber(meta[2]) >= 0 and now - tonumber(meta[2]) < tonumber(ARGV[4]) then
  return 'EARLY'
end
redis.call('HSET', META, 'tickAt', int(now))
local policy = policyAt(epoch)
admit(epoch, policy)
if now >= policy.closesAt then
  local left = redis.call('ZRANGE', WAITING, '0', tostring(ENDS_PER_CALL - 1), 'WITHSCORES')
  for i = 1, #left, 2 do
    endWaiting(epoch, left[i], tonumber(left[i + 1]), 'SALE_CLOSED')
  end
end
-- The pace is a moving average over half a minute of admissions per second, taken about every second.
local PACE_MS = 30000
local admitted = tonumber(meta[3] or '0')
local since = meta[4] and now - tonumber(meta[4])
if not since or since < 0 then
  redis.call('HSET', META, 'paceAt', int(now), 'paceFrom', int(admitted))
elseif since >= 1000 then
  local latest = (admitted - tonumber(meta[5])) * 1000 / since
  local weight = meta[6] and 1 - math.exp(-since / PACE_MS) or 1
  local pace = tonumber(meta[6] or '0') + weight * (latest - tonumber(meta[6] or '0'))
  redis.call('HSET', META, 'paceAt', int(now), 'paceFrom', int(admitted), 'pace', string.format('%.6f', pace))
end
return 'DONE'
