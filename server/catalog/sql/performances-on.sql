-- A concert's performances on one day, by start, past ones too.
-- $1 concert, $2 day in Asia/Seoul, YYYY-MM-DD.
-- Returns {id}.
SELECT id FROM performances
WHERE concert_id = $1::int AND to_char(starts_at AT TIME ZONE 'Asia/Seoul', 'YYYY-MM-DD') = $2::text ORDER BY starts_at
