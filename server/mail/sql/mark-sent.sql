-- Ends a mail that the mail server accepted in this attempt.
-- Parameters: $1 mail id, $2 attempt.
UPDATE mails SET sent_at = clock_timestamp(), error = NULL
WHERE id = $1::uuid AND attempts = $2::int AND sent_at IS NULL AND failed_at IS NULL
