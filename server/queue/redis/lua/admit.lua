--- @include "include/admission"
--- @include "include/numbers"
-- Gives a user a turn as a guest: outside the queue's order, capacity and rate, even during a pause.
-- A user without a place gets the next number first. Changes nothing for a user with a turn.
-- ARGV: epoch, user.
-- Returns STALE if the epoch is not current, else SALE_NOT_OPEN (before the sale opens),
-- SALE_CLOSED, RESERVE n (as lua/join.lua), or {number, event}. `event` is the event of the
-- admission in the log, or '0' if PostgreSQL restored the turn.
local epoch, user = ARGV[1], ARGV[2]
local policy = policyAt(epoch)
if not policy then
  return 'STALE'
end
forgiveGap(policy)
if now >= policy.closesAt then
  return 'SALE_CLOSED'
end
if now < policy.opensAt then
  return 'SALE_NOT_OPEN'
end
local place = placeOf(user)
if place and hasLapsed(user) then
  endLapsed(user)
  place = nil
end
if place then
  return { int(place.number), int(place.event or 0) }
end
local number = numberOf(user)
if not number then
  local meta = redis.call('HMGET', META, 'next', 'reserved', 'reservations')
  local last = tonumber(meta[1])
  if last >= tonumber(meta[2]) then
    return 'RESERVE ' .. meta[3]
  end
  issueNumbers({ user }, last)
  number = last + 1
end
dequeue(user, number)
return { int(number), int(activateGuest(user, number, policy)) }
