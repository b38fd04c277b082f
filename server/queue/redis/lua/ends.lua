--- @include "include/policy"
-- Lists the ended places that Redis still stores, oldest first. An instance deletes an ended place
-- after PostgreSQL has persisted its end.
-- ARGV: epoch, maximum count.
-- Returns STALE if the epoch is not current, else a list of {id, {name, value, ...}}. The names are
-- user, number and reason. The end of a place revokes the user's tokens up to the listed number.
if not policyAt(ARGV[1]) then
  return 'STALE'
end
return redis.call('XRANGE', ENDS, '-', '+', 'COUNT', ARGV[2])
