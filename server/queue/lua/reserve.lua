-- Numbers up to this one may now be given: PostgreSQL has them down as possibly given.
-- ARGV: epoch, highest number, which reservation of this epoch it is. Returns STALE or DONE.
if not policyAt(ARGV[1]) then
  return 'STALE'
end
if tonumber(redis.call('HGET', META, 'reservations')) < tonumber(ARGV[3]) then
  redis.call('HSET', META, 'reserved', ARGV[2], 'reservations', ARGV[3])
end
return 'DONE'
