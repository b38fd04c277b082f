-- Ends a person's place and lets the next person in.
-- ARGV: epoch, user, number or '' for whichever they have, reason. Returns STALE, or the number that ended ('0': none).
local epoch, user, only, reason = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
local policy = policyAt(epoch)
if not policy then
  return 'STALE'
end
local ended = 0
local place = placeOf(user)
local score = redis.call('ZSCORE', WAITING, user)
if place and (not only or place.number == only) then
  ended = place.number
  endActive(epoch, user, place, reason)
elseif score and not only then
  ended = tonumber(score) - tonumber(epoch) * PER_EPOCH
  endWaiting(epoch, user, tonumber(score), reason)
end
admit(epoch, policy)
return int(ended)
