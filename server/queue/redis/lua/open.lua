--- @include "include/policy"
--- @include "include/revoked"
-- Begins an epoch: empties the queue, restores the open admissions that PostgreSQL knows, and
-- admits no user for the given time. Epochs only grow: if the given epoch is not above the current
-- one, the script only stores a newer policy.
-- ARGV: epoch, policy version, policy (JSON), floor, base, ms without admission, admissions, number
-- of guests so far (0 without it). The numbers of the epoch are above base. The admissions are JSON:
-- a list of [user, number, ms since admission, ms left, guest].
-- Returns the current epoch.
local epoch, version, policy, floorText, base = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local meta = redis.call('HMGET', META, 'epoch', 'version')
if meta[1] and tonumber(meta[1]) >= tonumber(epoch) then
  if tonumber(meta[2]) < tonumber(version) then
    redis.call('HSET', META, 'version', version, 'policy', policy)
  end
  return meta[1]
end
for _, key in ipairs(KEYS) do
  if key ~= LOG and key ~= REVOKED then -- PostgreSQL may lack entries of the last epoch
    redis.call('DEL', key)
  end
end
redis.call('HSET', META, 'epoch', epoch, 'server', server(), 'version', version, 'policy', policy,
  'floor', floorText, 'served', floorText, 'base', base, 'next', base, 'idle', base,
  'reserved', base, 'reservations', '0', 'heldUntil', int(now + tonumber(ARGV[6])),
  'event', '0', 'drained', '0', 'guests', ARGV[8] or '0')
if tonumber(base) > 0 then -- the last epoch may have used the rate of this moment
  redis.call('HSET', META, 'bucket', '0', 'bucketAt', int(now))
end
for _, admission in ipairs(cjson.decode(ARGV[7])) do
  local user, number, agoMs, leftMs, isGuest = unpack(admission)
  if number > revokedUpTo(user) then
    local untilAt = now + leftMs
    local place = {
      number = number, admittedAt = now - agoMs, untilAt = untilAt, claimed = true,
      guest = isGuest or nil,
    }
    redis.call('ZADD', ACTIVE, int(untilAt), user)
    redis.call('HSET', PLACES, user, cjson.encode(place))
    if isGuest then
      redis.call('HINCRBY', META, 'activeGuests', '1')
    end
  end
end
return epoch
