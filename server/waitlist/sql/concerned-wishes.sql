-- Reads the waiting wishes that accept a kept or listed seat, in the order of the waitlist. Only dates
-- on sale count. A kept seat counts if it became free after the wish. A listed seat counts at its own
-- price, also for a later wish, but not for its owner.
-- Parameters: $1 concert id, $2 number of the wish after which to start, $3 maximum number of rows.
-- Returns {wishId, number, userId, party, together, passedOver, consideredAt, collectsAtId, isHolding:
-- true with a live hold at the concert, room: seats that the person may still buy, seats: list of
-- {performanceId, seat}}.
WITH candidate AS MATERIALIZED (
  SELECT s AS seat, s.performance_id, s.number, NULL::uuid AS owner_id, NULL::bigint AS price_krw
  FROM performances p JOIN seats s ON s.performance_id = p.id
  WHERE p.concert_id = $1::int AND s.kept AND p.cancelled_at IS NULL
    AND p.starts_at > clock_timestamp()
  UNION ALL
  SELECT s, s.performance_id, s.number, owner.user_id, l.price_krw
  FROM performances p JOIN resales l ON l.performance_id = p.id
  JOIN seats s ON s.performance_id = p.id AND s.number = l.seat_number
  JOIN reservations owner ON owner.id = l.reservation_id
  WHERE p.concert_id = $1::int AND l.state = 'LISTED' AND p.cancelled_at IS NULL
    AND p.starts_at > clock_timestamp()
)
SELECT w.id AS "wishId", w.number, w.user_id::text AS "userId", w.party, w.together,
       w.passed_over AS "passedOver", w.considered_at AS "consideredAt",
       (SELECT p.id FROM performances p
        WHERE p.id = w.collects_at_id AND p.cancelled_at IS NULL
          AND p.starts_at > clock_timestamp()) AS "collectsAtId",
       c.max_seats - coalesce(b.seats_paid, 0) AS room,
       EXISTS (SELECT FROM reservations r
               WHERE r.id = b.held_reservation_id AND r.held_until > clock_timestamp())
         AS "isHolding", accepted.seats
FROM wishes w JOIN concerts c ON c.id = w.concert_id
LEFT JOIN buyers b ON b.user_id = w.user_id AND b.concert_id = w.concert_id
CROSS JOIN LATERAL (
  SELECT json_agg(json_build_object('performanceId', performance_id, 'seat', number)) AS seats
  FROM candidate
  WHERE CASE WHEN owner_id IS NULL THEN (seat).freed_at > w.made_at AND suits(w, seat)
             ELSE owner_id <> w.user_id AND suits_at(w, seat, price_krw) END
) accepted
WHERE w.concert_id = $1::int AND w.number > $2::int AND w.status = 'WAITING' AND accepted.seats IS NOT NULL
  AND c.state = 'PUBLISHED' AND coalesce(c.closes_at > clock_timestamp(), true)
ORDER BY w.number LIMIT $3
