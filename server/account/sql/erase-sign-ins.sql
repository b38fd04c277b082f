-- Deletes expired sign-ins, at most $1 of them. The latest one on each device stays for 180 days, so
-- that a later sign-in on the device is on no new device.
-- Parameters: $1 maximum number.
DELETE FROM sign_ins WHERE id IN (
  SELECT id FROM sign_ins s
  WHERE last_seen_at < clock_timestamp() - interval '8 days'
    AND (changed_at IS NULL OR changed_at < clock_timestamp() - interval '8 days')
    AND (last_seen_at < clock_timestamp() - interval '180 days' OR EXISTS (
      SELECT FROM sign_ins later WHERE later.user_id = s.user_id AND later.device = s.device
        AND later.created_at > s.created_at))
  LIMIT $1::int FOR UPDATE SKIP LOCKED)
