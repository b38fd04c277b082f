--- @include "../../server/queue/redis/lua/include/place-state"
-- Reads a queue and drains its log. Changes no other data.
-- ARGV: epoch, then users. Returns STALE or {states, active, waiting,
-- present, served, counters, admissions, endEvents, live (bytes, hexadecimal)}.
local policy = policyAt(ARGV[1])
if not policy then
  return 'STALE'
end
local view = { states = {}, counters = {}, admissions = {}, endEvents = {} }
for at = 2, #ARGV do
  local state = queueConditions(policy)
  for name, value in pairs(placeState(ARGV[at], queueFigures(), placeOf(ARGV[at]))) do
    state[name] = value
  end
  view.states[at - 1] = state
end
local counters = redis.call('HGETALL', COUNTERS)
for at = 1, #counters, 2 do
  view.counters[counters[at]] = tonumber(counters[at + 1])
end
for _, entry in ipairs(redis.call('XRANGE', LOG, '-', '+')) do
  local list = entry[2][1] == 'END' and view.endEvents or view.admissions
  list[#list + 1] = cjson.decode(entry[2][2])
end
redis.call('DEL', LOG)
redis.call('HSET', META, 'drained', redis.call('HGET', META, 'event'))
view.active, view.waiting = redis.call('ZCARD', ACTIVE), redis.call('ZCARD', WAITING)
view.present = tonumber(redis.call('HGET', META, 'present') or '0')
view.served = tonumber(redis.call('HGET', META, 'served'))
view.live = (redis.call('GET', LIVE) or ''):gsub('.', function(byte)
  return string.format('%02x', byte:byte())
end)
return cjson.encode(view)
