-- Finds a concert's performances on a day, ordered by start. Includes past performances.
-- Parameters: $1 concert id, $2 day in Asia/Seoul as YYYY-MM-DD.
-- Returns {id}.
SELECT id FROM performances
WHERE concert_id = $1::int
  AND to_char(starts_at AT TIME ZONE 'Asia/Seoul', 'YYYY-MM-DD') = $2::text
ORDER BY starts_at
