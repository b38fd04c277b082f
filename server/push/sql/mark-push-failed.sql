-- Ends a failed attempt: the push is due again after $5 seconds, or has failed if $5 is null.
-- Parameters: $1 event id, $2 subscription id, $3 attempt, $4 code of the failure, $5 seconds or null.
UPDATE pushes SET
  error = $4::text,
  due_at = clock_timestamp() + coalesce($5::int, 0) * interval '1 second',
  failed_at = CASE WHEN $5::int IS NULL THEN clock_timestamp() END
WHERE event_id = $1::uuid AND subscription_id = $2::int AND attempts = $3::int
  AND sent_at IS NULL AND failed_at IS NULL
