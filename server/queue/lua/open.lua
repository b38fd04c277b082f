-- Tells the store a concert's epoch and policy; both are only ever raised. A raised epoch starts an empty line.
-- ARGV: epoch, policy version, policy (JSON). Returns the epoch that now holds.
local current = redis.call('HGET', META, 'epoch')
if not current or tonumber(current) < tonumber(ARGV[1]) then
  redis.call('DEL', META, WAITING, ACTIVE, PLACES)
  redis.call('HSET', META, 'epoch', ARGV[1])
  current = ARGV[1]
end
local version = redis.call('HGET', META, 'version')
if not version or tonumber(version) < tonumber(ARGV[2]) then
  redis.call('HSET', META, 'version', ARGV[2], 'policy', ARGV[3])
end
return current
