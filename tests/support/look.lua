--- @include "../../server/queue/redis/lua/include/place-state"
-- How a line stands, told without changing it; but for the places that have ended, which are taken out.
-- ARGV: epoch, then persons. Returns STALE or {standings, active, waiting, present, served, counters, ends, live (bytes, hexadecimal)}.
local policy = policyAt(ARGV[1])
if not policy then
  return 'STALE'
end
local look = { standings = {}, counters = {}, ends = {} }
for at = 2, #ARGV do
  look.standings[at - 1] = placeState(policy, ARGV[at])
end
local counters = redis.call('HGETALL', COUNTERS)
for at = 1, #counters, 2 do
  look.counters[counters[at]] = tonumber(counters[at + 1])
end
for at, entry in ipairs(redis.call('XRANGE', ENDS, '-', '+')) do
  look.ends[at] = { user = entry[2][2], number = tonumber(entry[2][4]), reason = entry[2][6] }
end
redis.call('DEL', ENDS)
look.active, look.waiting = redis.call('ZCARD', ACTIVE), redis.call('ZCARD', WAITING)
look.present, look.served = tonumber(redis.call('HGET', META, 'present') or '0'), tonumber(redis.call('HGET', META, 'served'))
look.live = (redis.call('GET', LIVE) or ''):gsub('.', function(byte) return string.format('%02x', byte:byte()) end)
return cjson.encode(look)
