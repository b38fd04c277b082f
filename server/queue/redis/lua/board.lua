-- Takes in who has been seen at an instance since its last call, and tells how the line stands.
-- ARGV: epoch, a byte's place among the bits by number, the bits from there on (binary, may be empty).
-- Returns STALE or {figures (JSON), live (binary)}.
local policy = policyAt(ARGV[1])
if not policy then
  return 'STALE'
end
if #ARGV[3] > 0 then
  local bucket = KEYS[11 + tonumber(redis.call('HGET', META, 'seenBucket') or '0')]
  redis.call('SETRANGE', SCRATCH, ARGV[2], ARGV[3])
  redis.call('BITOP', 'OR', bucket, bucket, SCRATCH)
  redis.call('DEL', SCRATCH)
end
local figures = conditions(policy)
local meta = redis.call('HMGET', META, 'floor', 'next', 'present', 'served')
figures.floor, figures.next, figures.present, figures.served = tonumber(meta[1]), tonumber(meta[2]), tonumber(meta[3] or '0'), tonumber(meta[4])
figures.active = redis.call('ZCOUNT', ACTIVE, '(' .. int(now), '+inf')
local tallies = redis.call('HGETALL', TALLIES)
figures.tallies = {}
for at = 1, #tallies, 2 do
  figures.tallies[tallies[at]] = tonumber(tallies[at + 1])
end
return { cjson.encode(figures), redis.call('GET', LIVE) or '' }
