--- @include "include/admission"
--- @include "include/numbers"
--- @include "include/place-state"
-- Joins users to the queue in the given order. A new user gets the next number, and any other user
-- keeps the existing place; after the closing of the sale, only a turn. Admits users at once if
-- capacity and rate allow.
-- ARGV: epoch, then at most 200 users.
-- Returns STALE if the epoch is not current, else a replyWithConditions with one reply per user:
-- SALE_NOT_OPEN, SALE_CLOSED, RESERVE n, or the words of the place. On RESERVE n, the caller must
-- reserve a number block after reservation n and then join the user again. Users who get RESERVE
-- keep their order of arrival.
local epoch = ARGV[1]
local policy = policyAt(epoch)
if not policy then
  return 'STALE'
end
forgiveGap(policy)
local meta = redis.call('HMGET', META, 'next', 'reserved', 'reservations')
local last, reserved = tonumber(meta[1]), tonumber(meta[2])
local newcomers, numberOfNewcomer = {}, {}

-- Returns the reply for a user without a place, or nil for a user who has or gets a place.
local function refusalOf(user)
  if numberOfNewcomer[user] then
    return nil
  end
  local place, number = placeOf(user), numberOf(user)
  if place and hasLapsed(user) then
    endLapsed(user)
    place = nil
  end
  -- After the closing, a turn goes on, so that its hold can be paid. Staff can end or cancel a
  -- concert before its opening.
  if policy.state == 'CANCELLED' or (now >= policy.closesAt and not place) then
    return 'SALE_CLOSED'
  end
  if number then
    markSeen(number)
  elseif not place then
    if now < policy.lineOpensAt then
      return 'SALE_NOT_OPEN'
    end
    if last + #newcomers >= reserved then
      redis.call('ZADD', PENDING, 'NX', redis.call('HINCRBY', META, 'arrivals', '1'), user)
      return 'RESERVE ' .. meta[3]
    end
    newcomers[#newcomers + 1] = user
    numberOfNewcomer[user] = last + #newcomers
  end
end

local answers = {}
for at = 2, #ARGV do
  answers[at - 1] = refusalOf(ARGV[at])
end
if #newcomers > 0 then
  issueNumbers(newcomers, last)
end
local _, admitted = admit(policy)
local figures = queueFigures()
for at = 2, #ARGV do
  local user = ARGV[at]
  local number = numberOfNewcomer[user]
  if number and number > admitted then -- only later newcomers are behind a newcomer
    local behind = last + #newcomers - number
    answers[at - 1] = placeWords({
      state = 'WAITING', number = number, position = figures.present - behind, behind = behind,
    })
  else
    answers[at - 1] = answers[at - 1] or placeWords(placeState(user, figures, placeOf(user)))
  end
end
local reply = replyWithConditions(policy)
for _, answer in ipairs(answers) do
  reply[#reply + 1] = answer
end
return reply
