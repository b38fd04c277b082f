-- Marks lapsed reservations as swept if they are already paid or closed. Payments do not set
-- `swept`, because each payment would then write to the index on `swept`.
-- Skips rows that another sweeper has locked.
-- The write names the locked rows by an array of ids, because a plan for any $1 may otherwise read
-- all reservations.
-- Parameters: $1 maximum number of rows.
UPDATE reservations SET swept = true WHERE id = ANY (ARRAY(
  SELECT id FROM reservations
  WHERE NOT swept AND held_until <= clock_timestamp() AND status <> 'HELD'
  LIMIT $1 FOR UPDATE SKIP LOCKED))
