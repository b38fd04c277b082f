-- Counts a mail that a client asks for, unless a limit is reached. The windows slide.
-- KEYS: the times of the mails to the address, and of those that the network asked for.
-- ARGV: 1 a unique id, 2 mails to the address per hour, 3 per day, 4 mails of the network per hour.
-- Returns 1 if the mail may be sent, else 0.
local HOUR_MS = 3600000
local DAY_MS = 86400000

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function count(key, window)
  return redis.call('ZCOUNT', key, '(' .. string.format('%.0f', now - window), '+inf')
end

redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - DAY_MS))
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', string.format('%.0f', now - HOUR_MS))
if count(KEYS[1], HOUR_MS) >= tonumber(ARGV[2]) or count(KEYS[1], DAY_MS) >= tonumber(ARGV[3])
  or count(KEYS[2], HOUR_MS) >= tonumber(ARGV[4]) then
  return 0
end
redis.call('ZADD', KEYS[1], string.format('%.0f', now), ARGV[1])
redis.call('PEXPIRE', KEYS[1], DAY_MS)
redis.call('ZADD', KEYS[2], string.format('%.0f', now), ARGV[1])
redis.call('PEXPIRE', KEYS[2], HOUR_MS)
return 1
