-- A cancelled reservation lists its seats of their last refund. The checks payments and tickets compare
-- the prices and tickets of all other seats. Inspects every reservation with a payment or a gift.
SELECT format('payment %s of %s reservation %s', p.id, r.status, r.id) AS subject,
       CASE WHEN r.status = 'CANCELLED' AND r.seats IS DISTINCT FROM f.last_seats
            THEN format('lists seats %s, its last refund returned %s', r.seats, f.last_seats)
       END AS breach
FROM reservations r
LEFT JOIN payments own ON own.reservation_id = r.id
JOIN payments p ON p.id = coalesce(own.id, r.gift_payment_id)
LEFT JOIN LATERAL (
  SELECT array_agg(seat_number ORDER BY seat_number) AS last_seats FROM tickets_of(r.id)
  WHERE refund_id IS NOT NULL GROUP BY refund_id ORDER BY refund_id DESC LIMIT 1) f ON true
