-- Locks and reads all seats of a date, ordered by number. The database's clock, read after the locks,
-- decides which seats are held. The caller must hold the concert's lock.
-- Parameters: $1 performance id.
-- Returns {seat, grade, price, kind, companionOf, row, column, held, sold}; the fields companionOf,
-- row and column are null without a value.
WITH locked AS MATERIALIZED (
  SELECT number, grade, price_krw, kind, companion_of, plan_row, plan_column, reservation_id,
         held_until
  FROM seats WHERE performance_id = $1::int ORDER BY number FOR UPDATE
)
SELECT number AS seat, grade, price_krw::int AS price, kind::text, companion_of AS "companionOf",
       plan_row AS "row", plan_column AS "column",
       coalesce(held_until > clock_timestamp(), false) AS held,
       reservation_id IS NOT NULL AND held_until IS NULL AS sold
FROM locked ORDER BY number
