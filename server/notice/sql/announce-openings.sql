-- Writes an event for each follower of a concert whose queue opened within the last hour, once per
-- concert and opening.
WITH due AS (
  SELECT c.id, opening.at,
         coalesce(c.closes_at, (SELECT max(starts_at) FROM performances WHERE concert_id = c.id))
           AS closes_at
  FROM concerts c CROSS JOIN LATERAL (
    SELECT coalesce(c.line_opens_at, c.opens_at - interval '30 minutes') AS at
  ) opening
  WHERE c.state = 'PUBLISHED' AND opening.at <= clock_timestamp()
    AND opening.at > clock_timestamp() - interval '1 hour'
), round AS (
  INSERT INTO notice_rounds (kind, cause)
  SELECT 'OPEN', id || '-' || extract(epoch FROM at)::bigint FROM due
  WHERE closes_at > clock_timestamp()
  ON CONFLICT (kind, cause) DO NOTHING
  RETURNING cause
)
INSERT INTO notice_events (user_id, kind, cause, concert_id, expires_at)
SELECT f.user_id, 'OPEN', round.cause, due.id, due.closes_at
FROM due
JOIN round ON round.cause = due.id || '-' || extract(epoch FROM due.at)::bigint
JOIN follows f ON f.concert_id = due.id
ON CONFLICT (user_id, kind, cause) DO NOTHING
