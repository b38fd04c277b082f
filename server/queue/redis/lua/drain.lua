--- @include "include/keys"
-- Reads the entries of an epoch's log that PostgreSQL may lack. Deletes the entries that PostgreSQL
-- has. Also reads an epoch that a restart of Redis has ended, because PostgreSQL alone decides
-- whether the epoch is current.
-- ARGV: epoch, event up to which the caller knows that PostgreSQL has the entries, maximum count.
-- Returns {now, recorded, entries}. `recorded` is the event up to which any instance knows that
-- PostgreSQL has the entries. The entries after it are in order: a list of {id, {kind, JSON}}. The
-- id is epoch-event. The kinds are ADMIT (include/admission.lua) and END (include/ends.lua).
local epoch, recorded = ARGV[1], tonumber(ARGV[2])
local meta = redis.call('HMGET', META, 'epoch', 'event', 'drained')
if meta[1] == epoch then
  local drained = tonumber(meta[3])
  if recorded > drained then
    -- A Redis that restarted from older data may lack events up to `recorded`.
    local left = math.max(0, tonumber(meta[2]) - recorded)
    redis.call('HSET', META, 'drained', int(recorded))
    redis.call('XTRIM', LOG, 'MAXLEN', int(left))
  end
  recorded = math.max(recorded, drained)
end
local from = epoch .. '-' .. int(recorded + 1)
local entries = redis.call('XRANGE', LOG, from, epoch, 'COUNT', ARGV[3])
return { int(now), int(recorded), entries }
