-- `now` is the time in milliseconds by Redis' clock, the only clock that all instances share.
local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)

-- Formats an integer for redis.call, because the embedded Redis keeps only 14 digits of a raw
-- number.
local function int(number)
  return string.format('%.0f', number)
end
