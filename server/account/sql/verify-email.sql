-- Uses the link of a verification mail, which verifies the address while it is still the user's.
-- Parameters: $1 mail id.
-- Returns {email}; no row if the link is used or expired.
WITH used AS (
  UPDATE mails SET used_at = clock_timestamp() FROM users
  WHERE mails.id = $1::uuid AND kind = 'VERIFY_EMAIL' AND used_at IS NULL
    AND expires_at > clock_timestamp() AND users.id = mails.user_id
    AND users.email = mails.address
  RETURNING users.id)
UPDATE users SET email_verified_at = coalesce(email_verified_at, clock_timestamp())
FROM used WHERE users.id = used.id
RETURNING users.email
