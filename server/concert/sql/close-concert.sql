-- Ends the sale of a PUBLISHED concert. The caller must hold the concert's lock.
-- Parameters: $1 concert id.
-- Returns {version}; no row unless the concert is PUBLISHED.
UPDATE concerts SET state = 'ENDED', ended_at = clock_timestamp()
WHERE id = $1::int AND state = 'PUBLISHED' RETURNING version
