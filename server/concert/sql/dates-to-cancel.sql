-- Reads the dates that the cancellation of a concert concerns: neither cancelled nor over.
-- Parameters: $1 concert id.
-- Returns {performanceId}, ordered by id.
SELECT id AS "performanceId" FROM performances
WHERE concert_id = $1::int AND cancelled_at IS NULL AND ends_at > clock_timestamp()
ORDER BY id
