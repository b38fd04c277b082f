-- Reservations that were paid or closed before their hold's time need no sweep. Payments do not
-- mark them: `swept` is indexed, and each payment would write to that index.
-- $1 at most so many. Rows that other sweepers have locked are skipped.
UPDATE reservations SET swept = true WHERE id IN (
  SELECT id FROM reservations WHERE NOT swept AND held_until <= clock_timestamp() AND status <> 'HELD'
  LIMIT $1 FOR UPDATE SKIP LOCKED)
