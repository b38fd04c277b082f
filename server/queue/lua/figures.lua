-- How many wait and how many are active. ARGV: epoch. Returns STALE or {waiting, active}.
local epoch = ARGV[1]
if not policyAt(epoch) then
  return 'STALE'
end
endAllLapsed(epoch)
return { redis.call('ZCARD', WAITING), redis.call('ZCARD', ACTIVE) }
