-- Moves a performance. Its duration stays. A trigger gives each ticket a new issue. The caller must
-- hold the concert's lock.
-- Parameters: $1 performance id, $2 new start, $3 true to begin the term in which owners of earlier
-- reservations cancel without a fee.
UPDATE performances SET
  starts_at = $2::timestamptz, ends_at = $2::timestamptz + (ends_at - starts_at),
  moved_at = CASE WHEN $3::boolean THEN clock_timestamp() ELSE moved_at END
WHERE id = $1::int
