-- Marks lapsed reservations as swept if they are already paid or closed. Payments do not set
-- `swept`, because each payment would then write to the index on `swept`.
-- Skips rows that another sweeper has locked.
-- Parameters: $1 maximum number of rows.
UPDATE reservations SET swept = true WHERE id IN (
  SELECT id FROM reservations
  WHERE NOT swept AND held_until <= clock_timestamp() AND status <> 'HELD'
  LIMIT $1 FOR UPDATE SKIP LOCKED)
