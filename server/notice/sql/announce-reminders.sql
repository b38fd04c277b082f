-- Writes an event for each person with a valid ticket of a show that starts within a day, once per
-- show and start. Omits tickets that were paid on the last day, and shows that start within two hours,
-- whose reminder would be late.
WITH due AS (
  SELECT p.id, p.concert_id, p.starts_at
  FROM performances p JOIN concerts c ON c.id = p.concert_id
  WHERE c.state = 'PUBLISHED' AND p.cancelled_at IS NULL
    AND p.starts_at > clock_timestamp() + interval '2 hours'
    AND p.starts_at <= clock_timestamp() + interval '1 day'
), round AS (
  INSERT INTO notice_rounds (kind, cause)
  SELECT 'REMINDER', id || '-' || extract(epoch FROM starts_at)::bigint FROM due
  ON CONFLICT (kind, cause) DO NOTHING
  RETURNING cause
)
INSERT INTO notice_events
  (user_id, kind, cause, concert_id, performance_id, reservation_id, data, expires_at)
SELECT r.user_id, 'REMINDER', round.cause, due.concert_id, due.id, min(r.id),
       jsonb_build_object('seats', jsonb_agg(DISTINCT t.seat_number)), due.starts_at
FROM due
JOIN round ON round.cause = due.id || '-' || extract(epoch FROM due.starts_at)::bigint
JOIN reservations r ON r.performance_id = due.id AND r.status = 'PAID'
JOIN payments y ON y.id = payment_of(r.id) AND y.paid_at < due.starts_at - interval '1 day'
JOIN LATERAL tickets_of(r.id) t ON t.voided_at IS NULL
GROUP BY r.user_id, round.cause, due.concert_id, due.id, due.starts_at
ON CONFLICT (user_id, kind, cause) DO NOTHING
