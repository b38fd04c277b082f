-- Claims due mails, the longest due first, and counts the attempt. The claim lasts $2 seconds: if the
-- instance dies, another one sends the mail again. Skips rows that another instance claims at this
-- moment. Finds the account of a mail that has only an address.
-- Parameters: $1 maximum number of mails, $2 lease in seconds.
-- Returns {id, kind, userId|null, address, language, createdAt, attempts, expired,
-- facts|null}.
UPDATE mails SET
  due_at = clock_timestamp() + $2::int * interval '1 second',
  attempts = attempts + 1,
  user_id = coalesce(user_id, (SELECT users.id FROM users WHERE users.email = mails.address))
WHERE id IN (
  SELECT id FROM mails
  WHERE sent_at IS NULL AND failed_at IS NULL AND due_at <= clock_timestamp()
  ORDER BY due_at LIMIT $1::int FOR UPDATE SKIP LOCKED)
RETURNING id::text, kind::text, user_id::text AS "userId", address, language,
          created_at AS "createdAt", attempts::int,
          coalesce(expires_at <= clock_timestamp(), false) AS expired, facts
