-- Ends a failed attempt: the mail is due again after $4 seconds, or a dead letter if $4 is null.
-- Parameters: $1 mail id, $2 attempt, $3 code of the failure, $4 seconds or null.
UPDATE mails SET
  error = $3::text,
  due_at = clock_timestamp() + coalesce($4::int, 0) * interval '1 second',
  failed_at = CASE WHEN $4::int IS NULL THEN clock_timestamp() END
WHERE id = $1::uuid AND attempts = $2::int AND sent_at IS NULL AND failed_at IS NULL
