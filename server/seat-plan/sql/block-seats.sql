-- Blocks seats, or releases blocked seats. Locks seats in number order. The database's clock, read
-- after the locks, decides which seats have an owner. Writes only seats without an owner. A seat
-- that waits for the waitlist counts as taken.
-- Parameters: $1 performance id, $2 seat numbers, $3 reason of the block, null to release.
-- Returns {seat, taken, blockedReason: reason before} for each seat that exists, ordered by number.
-- If a seat is taken, the caller must roll back.
WITH locked AS MATERIALIZED (
  SELECT number, reservation_id, held_until, blocked_reason, kept, waited FROM seats
  WHERE performance_id = $1::int AND number = ANY ($2::smallint[]) ORDER BY number FOR UPDATE
), judged AS MATERIALIZED (
  SELECT number, blocked_reason,
         kept OR (reservation_id IS NOT NULL
                  AND (held_until IS NULL OR held_until > clock_timestamp() OR waited)) AS taken
  FROM locked
), written AS (
  UPDATE seats SET blocked_reason = $3::text, reservation_id = NULL, held_until = NULL
  WHERE performance_id = $1::int
    AND number = ANY (ARRAY(SELECT number FROM judged WHERE NOT taken))
)
SELECT number AS seat, taken, blocked_reason AS "blockedReason" FROM judged ORDER BY number
