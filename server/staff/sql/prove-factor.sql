-- Records that a session or access token has proved a second factor. Ends an open challenge, which
-- has no further use. Deletes the user's expired rows.
-- Parameters: $1 user id, $2 hash of the session or access token.
-- Returns {until}, 15 minutes from now.
WITH expired AS (
  DELETE FROM staff_sessions
  WHERE user_id = $1::uuid AND credential_hash <> $2
    AND coalesce(until, '-infinity') < clock_timestamp()
    AND coalesce(challenge_until, '-infinity') < clock_timestamp()
)
INSERT INTO staff_sessions (credential_hash, user_id, until)
VALUES ($2, $1::uuid, clock_timestamp() + interval '15 minutes')
ON CONFLICT (credential_hash) DO UPDATE
  SET until = excluded.until, challenge = NULL, challenge_until = NULL
RETURNING until
