-- Hides a concert from the catalog, or shows it again. Stores the end of a concert that the clock
-- has ended. The caller must hold the concert's lock.
-- Parameters: $1 concert id, $2 true to hide the concert.
-- Returns {version}; no row for a PUBLISHED concert that has not ended.
UPDATE concerts SET
  archived = $2::boolean,
  state = CASE WHEN $2::boolean AND state = 'PUBLISHED' THEN 'ENDED' ELSE state END,
  ended_at = CASE WHEN $2::boolean AND state = 'PUBLISHED' THEN t.last_end ELSE ended_at END
FROM concert_times($1::int) t
WHERE id = $1::int
  AND NOT ($2::boolean AND state = 'PUBLISHED' AND t.last_end > clock_timestamp())
RETURNING version
