-- Locks a concert's waitlist for a round of offers, unless another transaction has it. Writes the row
-- for the reason of lock-waitlist.sql.
-- Parameters: $1 concert id.
-- Returns {concertId}; no row without the lock.
UPDATE waitlists SET revision = revision + 1
WHERE concert_id = (
  SELECT concert_id FROM waitlists WHERE concert_id = $1::int FOR UPDATE SKIP LOCKED)
RETURNING concert_id AS "concertId"
