--- @include "include/keys"
-- Reads the entries of an epoch's log that PostgreSQL may lack. Deletes the entries that PostgreSQL
-- has. Also reads an epoch that a restart of Redis has ended, because PostgreSQL alone decides
-- whether the epoch is current.
-- ARGV: epoch, event up to which the caller knows that PostgreSQL has the entries, maximum count.
-- Returns {now, entries}, the entries in order: a list of {id, {kind, JSON}}. The id is
-- epoch-event. The kinds are in include/admission.lua (ADMIT) and include/ends.lua (END).
local epoch, recorded = ARGV[1], tonumber(ARGV[2])
local meta = redis.call('HMGET', META, 'epoch', 'event', 'drained')
if meta[1] == epoch then -- after a restart from older data, the last event may be before `recorded`
  local drained = tonumber(meta[3])
  if recorded > drained then
    redis.call('HSET', META, 'drained', int(recorded))
    redis.call('XTRIM', LOG, 'MAXLEN', int(math.max(0, tonumber(meta[2]) - recorded)))
  end
  recorded = math.max(recorded, drained)
end
local from = epoch .. '-' .. int(recorded + 1)
return { int(now), redis.call('XRANGE', LOG, from, epoch, 'COUNT', ARGV[3]) }
