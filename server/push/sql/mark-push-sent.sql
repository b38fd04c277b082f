-- Ends a push that the push service accepted in this attempt.
-- Parameters: $1 event id, $2 subscription id, $3 attempt.
UPDATE pushes SET sent_at = clock_timestamp(), error = NULL
WHERE event_id = $1::uuid AND subscription_id = $2::int AND attempts = $3::int
  AND sent_at IS NULL AND failed_at IS NULL
