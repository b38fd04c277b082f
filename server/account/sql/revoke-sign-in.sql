-- Revokes one session or access token of the user. A repetition changes nothing.
-- Parameters: $1 user id, $2 id of the sign-in.
-- Returns {id}; no row if the user has no such sign-in.
UPDATE sign_ins SET
  revoked_at = coalesce(revoked_at, clock_timestamp()),
  changed_at = CASE WHEN revoked_at IS NULL THEN clock_timestamp() ELSE changed_at END
WHERE user_id = $1::uuid AND id = $2::uuid
RETURNING id::text
