-- Reads the versions of credentials that changed at most $1 seconds ago; all of them if $1 is null.
-- A session that outlives a change of the password has a raised version of its own, so both come from
-- one snapshot. Without a bound, reads the sign-ins of the last $2 seconds, the longest life of a
-- credential.
-- Parameters: $1 seconds or null, $2 seconds.
-- Returns {userId, signInId|null, version, isRevoked}; signInId is null for all of a user's
-- credentials.
SELECT id::text AS "userId", NULL AS "signInId", credential_version AS version,
       false AS "isRevoked"
FROM users
WHERE credential_version > 0 AND ($1::int IS NULL
  OR credentials_changed_at > clock_timestamp() - $1::int * interval '1 second')
UNION ALL
SELECT user_id::text, id::text, version, revoked_at IS NOT NULL FROM sign_ins
WHERE changed_at > clock_timestamp() - coalesce($1::int, $2::int) * interval '1 second'
