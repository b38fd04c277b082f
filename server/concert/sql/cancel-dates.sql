-- Marks dates as cancelled. The caller must hold the concert's lock.
-- Parameters: $1 performance ids.
UPDATE performances SET cancelled_at = clock_timestamp()
WHERE id = ANY ($1::int[]) AND cancelled_at IS NULL
