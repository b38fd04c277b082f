-- A cancelled reservation lists the seats of its last refund. The checks payments and tickets compare
-- the prices and tickets of all other seats. Inspects every payment.
SELECT format('payment %s of %s reservation %s', p.id, r.status, r.id) AS subject,
       CASE WHEN r.status = 'CANCELLED' AND r.seats IS DISTINCT FROM f.last_seats
            THEN format('lists seats %s, its last refund returned %s', r.seats, f.last_seats)
       END AS breach
FROM payments p JOIN reservations r ON r.id = p.reservation_id
LEFT JOIN LATERAL (SELECT seats AS last_seats FROM refunds
                   WHERE payment_id = p.id ORDER BY id DESC LIMIT 1) f ON true
