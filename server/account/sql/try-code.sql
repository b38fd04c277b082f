-- Counts a try of the user's latest code, right or wrong. An earlier code is useless.
-- Parameters: $1 user id.
-- Returns {mailId}; no row if the code is used, expired, tried five times, or went to an earlier
-- address.
UPDATE mails SET tries = tries + 1 FROM users
WHERE mails.id = (SELECT latest.id FROM mails latest
                  WHERE latest.user_id = $1::uuid AND latest.kind = 'CODE'
                  ORDER BY latest.created_at DESC LIMIT 1)
  AND used_at IS NULL AND expires_at > clock_timestamp() AND tries < 5
  AND users.id = mails.user_id AND users.email = mails.address
RETURNING mails.id::text AS "mailId"
