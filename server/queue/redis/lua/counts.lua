--- @include "include/ends"
--- @include "include/recovery"
-- Counts the present waiting users and the active users, and reads the last issued number.
-- ARGV: epoch.
-- Returns STALE if the epoch is not current, else {waiting, active, issued}.
local policy = policyAt(ARGV[1])
if not policy then
  return 'STALE'
end
forgiveGap(policy)
endAllLapsed()
local meta = redis.call('HMGET', META, 'present', 'next')
return { tonumber(meta[1] or '0'), redis.call('ZCARD', ACTIVE), tonumber(meta[2]) }
