-- Each payment has exactly one ticket per paid seat: the seats of its paid reservations, also of those
-- made by gifts, and the refunded seats. A ticket names the refund of its seat. The tickets of refunded
-- seats are void. All others are valid, unless staff voided them or the waitlist offers
-- their seats. Inspects every payment and every
-- reservation that a gift made.
SELECT format('payment %s', p.id) AS subject,
       CASE WHEN t.elsewhere THEN format('has tickets of another performance than reservation %s', r.id)
            WHEN t.refunded IS DISTINCT FROM f.seats
            THEN format('refunded tickets for seats %s, refunds of seats %s', t.refunded, f.seats)
            WHEN t.valid > 0 THEN format('%s refunded tickets are valid', t.valid)
            WHEN t.void > 0
            THEN format('%s tickets of paid reservation %s are void', t.void, r.id)
       END AS breach
FROM payments p JOIN reservations r ON r.id = p.reservation_id
CROSS JOIN LATERAL (
  SELECT array_agg(format('%s by %s', seat_number, refund_id) ORDER BY seat_number)
           FILTER (WHERE refund_id IS NOT NULL) AS refunded,
         bool_or(performance_id <> r.performance_id) AS elsewhere,
         count(*) FILTER (WHERE voided_at IS NULL AND refund_id IS NOT NULL) AS valid,
         count(*) FILTER (WHERE voided_at IS NOT NULL AND refund_id IS NULL AND void_reason IS NULL
                            AND NOT EXISTS (SELECT FROM resales l WHERE l.ticket_id = tickets.id
                                              AND l.state = 'OFFERED')) AS void
  FROM tickets WHERE payment_id = p.id) t
CROSS JOIN LATERAL (
  SELECT array_agg(format('%s by %s', seat, id) ORDER BY seat) AS seats
  FROM refunds, unnest(seats) AS seat WHERE payment_id = p.id) f
UNION ALL
SELECT format('tickets of reservation %s', r.id),
       CASE WHEN t.left_seats IS DISTINCT FROM CASE r.status WHEN 'PAID' THEN r.seats ELSE '{}' END
            THEN format('tickets without a refund for seats %s, %s reservation %s lists %s',
              t.left_seats, r.status, r.id, r.seats)
       END
FROM reservations r
LEFT JOIN payments own ON own.reservation_id = r.id
CROSS JOIN LATERAL (
  SELECT coalesce(array_agg(seat_number ORDER BY seat_number), '{}') AS left_seats
  FROM tickets_of(r.id) WHERE refund_id IS NULL) t
WHERE coalesce(own.id, r.gift_payment_id) IS NOT NULL
