-- The time of a command: `now` in milliseconds of Redis' clock, the only one that all instances share.
local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)

-- Integers go to redis.call as strings: the embedded server keeps 14 digits of a raw number.
local function int(number)
  return string.format('%.0f', number)
end
