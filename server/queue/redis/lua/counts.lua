--- @include "include/ends"
--- @include "include/recovery"
-- Counts the present waiting users and the active users.
-- ARGV: epoch.
-- Returns STALE if the epoch is not current, else {waiting, active}.
local policy = policyAt(ARGV[1])
if not policy then
  return 'STALE'
end
forgiveGap(policy)
endAllLapsed()
return { tonumber(redis.call('HGET', META, 'present') or '0'), redis.call('ZCARD', ACTIVE) }
