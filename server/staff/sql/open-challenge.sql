-- Stores the challenge that a passkey must sign in this session or access token, in place of an
-- earlier challenge. The challenge ends after 5 minutes.
-- Parameters: $1 user id, $2 hash of the session or access token, $3 challenge.
-- Returns nothing.
INSERT INTO staff_sessions (credential_hash, user_id, challenge, challenge_until)
VALUES ($2, $1::uuid, $3, clock_timestamp() + interval '5 minutes')
ON CONFLICT (credential_hash) DO UPDATE
  SET challenge = excluded.challenge, challenge_until = excluded.challenge_until
