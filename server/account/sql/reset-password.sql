-- Uses the link of a reset mail: sets the password, ends all earlier credentials of the user, and
-- verifies the address, since the link went there. An earlier link of the user is useless after it.
-- Parameters: $1 mail id, $2 password hash.
-- Returns {userId, email, language, version}; no row if the link is used or expired.
WITH used AS (
  UPDATE mails SET used_at = clock_timestamp() FROM users
  WHERE mails.id = $1::uuid AND kind = 'RESET_PASSWORD' AND used_at IS NULL
    AND expires_at > clock_timestamp() AND users.id = mails.user_id
    AND users.email = mails.address
    AND (credentials_changed_at IS NULL OR mails.created_at > credentials_changed_at)
  RETURNING users.id, mails.language)
UPDATE users SET
  password_hash = $2::text,
  credential_version = credential_version + 1,
  credentials_changed_at = clock_timestamp(),
  email_verified_at = coalesce(email_verified_at, clock_timestamp())
FROM used WHERE users.id = used.id
RETURNING users.id::text AS "userId", users.email, used.language, credential_version AS version
