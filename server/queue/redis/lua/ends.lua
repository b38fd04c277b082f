--- @include "include/policy"
-- The ended places that no instance has persisted in PostgreSQL and deleted yet, oldest first.
-- ARGV: epoch, how many at most.
-- Returns STALE, or {id, {name, value, ...}} of each: user, number (up to which the end revokes),
-- reason.
if not policyAt(ARGV[1]) then
  return 'STALE'
end
return redis.call('XRANGE', ENDS, '-', '+', 'COUNT', ARGV[2])
