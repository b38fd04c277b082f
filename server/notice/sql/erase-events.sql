-- Deletes old events with their pushes, at most $2 of them.
-- Parameters: $1 age in days, $2 maximum number.
DELETE FROM notice_events WHERE id IN (
  SELECT id FROM notice_events
  WHERE created_at < clock_timestamp() - $1::int * interval '1 day'
  LIMIT $2::int FOR UPDATE SKIP LOCKED)
