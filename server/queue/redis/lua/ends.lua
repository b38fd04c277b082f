-- What the places that ended have spent, oldest first, until an instance has carried it into PostgreSQL and deleted it.
-- ARGV: epoch, how many at most. Returns STALE, or {id, {name, value, ...}} of each: user, number (logEnd), reason.
if not policyAt(ARGV[1]) then
  return 'STALE'
end
return redis.call('XRANGE', ENDS, '-', '+', 'COUNT', ARGV[2])
