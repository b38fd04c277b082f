-- Finds the dates on sale of a concert for which a wish collects.
-- Parameters: $1 concert id.
-- Returns {performanceId}.
SELECT p.id AS "performanceId" FROM wishes w JOIN performances p ON p.id = w.collects_at_id
WHERE w.concert_id = $1::int AND p.cancelled_at IS NULL AND p.starts_at > clock_timestamp()
