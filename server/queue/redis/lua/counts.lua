--- @include "include/ends"
--- @include "include/recovery"
-- How many wait and are present, and how many are active. ARGV: epoch.
-- Returns STALE or {waiting, active}.
local policy = policyAt(ARGV[1])
if not policy then
  return 'STALE'
end
forgiveGap(policy)
endAllLapsed()
return { tonumber(redis.call('HGET', META, 'present') or '0'), redis.call('ZCARD', ACTIVE) }
