--- @include "include/place-state"
-- Marks the places that an instance has seen since its last call, and reads the queue.
-- ARGV: epoch, index of the first byte, bits by number from that byte on (binary, may be empty).
-- Returns STALE if the epoch is not current, else {figures (JSON), live (binary)}.
local policy = policyAt(ARGV[1])
if not policy then
  return 'STALE'
end
if #ARGV[3] > 0 then
  local seen = currentSeenKey()
  redis.call('SETRANGE', SCRATCH, ARGV[2], ARGV[3])
  redis.call('BITOP', 'OR', seen, seen, SCRATCH)
  redis.call('DEL', SCRATCH)
end
local figures = queueConditions(policy)
local meta = redis.call('HMGET', META, 'next', 'present', 'served', 'guests')
figures.floor, figures.next = floor, tonumber(meta[1])
figures.present, figures.served = tonumber(meta[2] or '0'), tonumber(meta[3])
figures.guests = tonumber(meta[4] or '0')
figures.active = redis.call('ZCOUNT', ACTIVE, '(' .. int(now), '+inf')
local counters = redis.call('HGETALL', COUNTERS)
figures.counters = {}
for at = 1, #counters, 2 do
  figures.counters[counters[at]] = tonumber(counters[at + 1])
end
return { cjson.encode(figures), redis.call('GET', LIVE) or '' }
