--- @include "places"
--- @include "policy"
local GAP_MS = 5000 -- a longer gap between ticks means that no instance ran

-- Forgives a gap without a running instance, because no instance could see the users. The gap does
-- not count as absence. Extends unclaimed turns by the gap. If users wait, the recovery time
-- begins, so that they can poll before the queue admits any user.
local function forgiveGap(policy)
  local meta = redis.call('HMGET', META, 'tickAt', 'unclaimed')
  local gap = meta[1] and now - tonumber(meta[1]) or 0
  if gap <= GAP_MS then
    return
  end
  redis.call('HSET', META, 'tickAt', int(now))
  redis.call('HINCRBY', META, 'forgiven', int(gap))
  if redis.call('ZCARD', WAITING) > 0 then
    redis.call('HSET', META, 'heldUntil', int(now + policy.recoveryMs))
  end
  if tonumber(meta[2] or '0') > 0 then
    local soon = int(now + policy.claimMs)
    for _, user in ipairs(redis.call('ZRANGEBYSCORE', ACTIVE, '-inf', soon)) do
      local place = placeOf(user)
      if not place.claimed then
        local prolonged = tonumber(redis.call('ZSCORE', ACTIVE, user)) + gap
        local endsAt = math.min(math.max(prolonged, now + policy.recoveryMs), place.untilAt)
        redis.call('ZADD', ACTIVE, int(endsAt), user)
      end
    end
  end
end

-- Returns true during the recovery time, in which the queue admits no user. A remainder above twice
-- the normal recovery time counts as over, because Redis' clock can jump back.
local function isHeld(policy)
  local left = tonumber(redis.call('HGET', META, 'heldUntil') or '0') - now
  return left > 0 and left <= 2 * policy.recoveryMs
end

local function isAdmitting(policy)
  local isOpen = now >= policy.opensAt and now < policy.closesAt
  return not policy.pauseReason and isOpen and not isHeld(policy)
end
