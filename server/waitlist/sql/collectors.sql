-- Finds the dates of a concert for which a wish collects.
-- Parameters: $1 concert id.
-- Returns {performanceId}.
SELECT collects_at_id AS "performanceId" FROM wishes
WHERE concert_id = $1::int AND collects_at_id IS NOT NULL
