-- Deletes old mails and those of deleted accounts, at most $2, because an address is personal data. A
-- call that ran beside the deletion can have queued a mail after it.
-- Parameters: $1 age in days, $2 maximum number.
DELETE FROM mails WHERE id IN (
  SELECT id FROM mails
  WHERE created_at < clock_timestamp() - $1::int * interval '1 day'
    OR user_id IN (SELECT users.id FROM users WHERE users.deleted_at IS NOT NULL)
  LIMIT $2::int FOR UPDATE SKIP LOCKED)
