-- Uses the link of a mail to a new address: makes it the user's, verified. Only the latest such mail
-- works, and none from before a change of the password. Violates users_email_key if the address has
-- an account.
-- Parameters: $1 mail id.
-- Returns {userId, email, before: the earlier address, language}; no row if the link is used or
-- expired.
WITH used AS (
  UPDATE mails SET used_at = clock_timestamp() FROM users
  WHERE mails.id = $1::uuid AND kind = 'CHANGE_EMAIL' AND used_at IS NULL
    AND expires_at > clock_timestamp() AND users.id = mails.user_id AND users.deleted_at IS NULL
    AND (credentials_changed_at IS NULL OR mails.created_at > credentials_changed_at)
    AND NOT EXISTS (SELECT FROM mails later WHERE later.user_id = mails.user_id
      AND later.kind = 'CHANGE_EMAIL' AND later.created_at > mails.created_at)
  RETURNING users.id, users.email AS before, mails.address, mails.language)
UPDATE users SET email = used.address, email_verified_at = clock_timestamp()
FROM used WHERE users.id = used.id
RETURNING users.id::text AS "userId", users.email, used.before, used.language
