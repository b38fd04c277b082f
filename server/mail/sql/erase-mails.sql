-- Deletes old mails, at most $2 of them, because an address is personal data.
-- Parameters: $1 age in days, $2 maximum number.
DELETE FROM mails WHERE id IN (
  SELECT id FROM mails
  WHERE created_at < clock_timestamp() - $1::int * interval '1 day'
  LIMIT $2::int FOR UPDATE SKIP LOCKED)
