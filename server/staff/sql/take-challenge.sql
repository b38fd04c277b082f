-- Ends the open challenge of a session or access token, whatever the judgement of its signature, so
-- that no challenge is signed twice. The write is the check.
-- Parameters: $1 user id, $2 hash of the session or access token.
-- Returns {challenge}, null if the challenge is over; no row without a challenge.
WITH open AS (
  SELECT credential_hash, challenge, challenge_until FROM staff_sessions
  WHERE credential_hash = $2 AND user_id = $1::uuid AND challenge IS NOT NULL
  FOR UPDATE
)
UPDATE staff_sessions SET challenge = NULL, challenge_until = NULL
FROM open WHERE staff_sessions.credential_hash = open.credential_hash
RETURNING CASE WHEN open.challenge_until > clock_timestamp() THEN open.challenge END AS challenge
