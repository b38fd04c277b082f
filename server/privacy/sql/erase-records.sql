-- Erases the kept records whose years are over, at most $1 of them.
-- Parameters: $1 maximum number.
DELETE FROM kept_records WHERE user_id IN (
  SELECT user_id FROM kept_records WHERE erase_at <= clock_timestamp()
  ORDER BY erase_at LIMIT $1::int FOR UPDATE SKIP LOCKED)
