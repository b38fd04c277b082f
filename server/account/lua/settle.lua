-- How an attempt ended. The right password clears the lane and makes its address known; an attempt that could not be judged leaves
-- no trace.
-- KEYS: known, the lane that `ask` gave
-- ARGV: attempt, address, failuresMax, windowMs, knownMs, addressesMax, RIGHT | WRONG | UNJUDGED
local attempt, address, failuresMax, windowMs = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local knownMs, addressesMax, outcome = tonumber(ARGV[5]), tonumber(ARGV[6]), ARGV[7]
local lane = readLane(KEYS[2], windowMs)
lane.judging[attempt] = nil
if outcome == 'WRONG' then
  table.insert(lane.failures, 1, now)
  lane.failures[failuresMax + 1] = nil
elseif outcome == 'RIGHT' then
  lane.failures, lane.freeAt = {}, 0
  redis.call('ZADD', KEYS[1], int(now), address)
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', int(now - knownMs))
  redis.call('ZREMRANGEBYRANK', KEYS[1], '0', int(-addressesMax - 1))
  redis.call('PEXPIRE', KEYS[1], int(knownMs))
end
if #lane.failures == 0 and next(lane.judging) == nil then
  redis.call('DEL', KEYS[2])
else
  writeLane(KEYS[2], lane, windowMs)
end
