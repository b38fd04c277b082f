-- Reads a user's latest recorded place at each concert, and the concerts whose queue is open, newest
-- concert first. The row of an open queue without a recorded place has null in place of the number.
-- The place of a payment ended by it. A removal by staff has the reason of its audit entry.
-- Parameters: $1 user id, $2 concert ids or null for all, $3 maximum count.
-- Returns {concertId, texts, epoch: the queue's, isOpen, number, admittedAt, until, guest, paymentId,
-- ended: true if the turn is over by its end or by the clock, endedEarly: true if another event ended
-- it, isKnown: true if the user had a place, removal: {number, reason} of the latest removal}.
SELECT c.id AS "concertId", c.texts, c.queue_epoch AS epoch, open.is_open AS "isOpen",
       t.number, t.admitted_at AS "admittedAt", t.until, coalesce(t.guest, false) AS guest,
       p.id AS "paymentId",
       coalesce(place.ended OR t.until <= clock_timestamp(), false) AS ended,
       coalesce(place.ended AND t.until > clock_timestamp(), false) AS "endedEarly",
       t.number IS NOT NULL OR coalesce(b.ended_number, 0) > 0 AS "isKnown", removal.removal
FROM concerts c
LEFT JOIN turns t ON t.concert_id = c.id AND t.user_id = $1::uuid
LEFT JOIN buyers b ON b.concert_id = c.id AND b.user_id = $1::uuid
LEFT JOIN payments p
  ON p.concert_id = c.id AND p.place_epoch = t.epoch AND p.place_number = t.number
CROSS JOIN LATERAL (
  SELECT (b.ended_epoch, b.ended_number) >= (t.epoch, t.number::bigint) AS ended
) place
CROSS JOIN LATERAL (
  SELECT c.state = 'PUBLISHED'
         AND clock_timestamp() >= coalesce(c.line_opens_at, c.opens_at - interval '30 minutes')
         AND clock_timestamp() < coalesce(c.closes_at, (
           SELECT max(f.starts_at) FROM performances f WHERE f.concert_id = c.id
         ), '-infinity') AS is_open
) open
LEFT JOIN LATERAL (
  SELECT jsonb_build_object('number', a.before -> 'number', 'reason', a.reason) AS removal
  FROM audit_log a
  WHERE a.user_id = $1::uuid AND a.concert_id = c.id AND a.action = 'queue.remove'
  ORDER BY a.id DESC
  LIMIT 1
) removal ON true
WHERE ($2::int[] IS NULL OR c.id = ANY ($2::int[]))
  AND (t.number IS NOT NULL OR b.ended_number > 0 OR open.is_open)
ORDER BY c.id DESC
LIMIT $3::int
