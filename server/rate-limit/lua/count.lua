-- Counts calls per minute. Each window starts with its first call.
-- KEYS: the counters of the user and of the address, for each of at most 200 calls.
-- ARGV: the maximum number of calls per user and per address, for each call; 0 means no limit.
-- Returns per call the ms until the next allowed call, or 0 if the limits allow the call. Does not
-- count the address if the user's limit refuses, so that one user cannot exhaust a shared address.
local WINDOW_MS = '60000'

local function count(key, most)
  if most == 0 then
    return 0
  end
  local calls = redis.call('INCR', key)
  if calls == 1 then
    redis.call('PEXPIRE', key, WINDOW_MS)
  end
  return calls > most and math.max(1, redis.call('PTTL', key)) or 0
end

local waits = {}
for at = 1, #KEYS, 2 do
  local wait = count(KEYS[at], tonumber(ARGV[at]))
  if wait == 0 then
    wait = count(KEYS[at + 1], tonumber(ARGV[at + 1]))
  end
  waits[#waits + 1] = wait
end
return waits
