-- Reads the versions of credentials that changed at most $1 seconds ago; all of them if $1 is null.
-- Parameters: $1 seconds or null.
-- Returns {userId, version}.
SELECT id::text AS "userId", credential_version AS version FROM users
WHERE credential_version > 0 AND ($1::int IS NULL
  OR credentials_changed_at > clock_timestamp() - $1::int * interval '1 second')
