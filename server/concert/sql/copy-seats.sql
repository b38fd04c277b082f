-- Copies the seats of a performance, with neither their reservations nor their blocks.
-- Parameters: $1 id of the performance to fill, $2 id of the performance to copy.
-- Returns one row {seats: number of copied seats}.
WITH copied AS (
  INSERT INTO seats (performance_id, number, grade, price_krw)
  SELECT $1::int, number, grade, price_krw FROM seats WHERE performance_id = $2::int
  RETURNING number
)
SELECT count(*)::int AS seats FROM copied
