-- How the place of a token stands. Whoever waits has been seen by this.
-- ARGV: epoch, user, the token's epoch, the token's number.
-- Returns STALE or the standing (JSON): EXPIRED for a place that is no more, UNKNOWN for one of an earlier epoch that this store
-- does not know, or knows at a worse number: PostgreSQL can tell whether it is used up.
local epoch, user, number = ARGV[1], ARGV[2], tonumber(ARGV[4])
local policy = policyAt(epoch)
if not policy then
  return 'STALE'
end
forgiveGap(policy) -- or whoever could not come in time would be told that their place has ended
local waiting = numberOf(user)
if waiting and isGoodFor(number, waiting) then
  see(waiting)
end
local answer = standing(policy, user)
if answer.state == 'EXPIRED' or not isGoodFor(number, answer.number) then
  local isOlder = tonumber(ARGV[3]) < tonumber(epoch) and answer.state ~= 'ACTIVE' and number > floor
  answer.state, answer.number, answer.position, answer.behind, answer.untilAt = isOlder and 'UNKNOWN' or 'EXPIRED', 0, 0, 0, nil
end
return cjson.encode(answer)
