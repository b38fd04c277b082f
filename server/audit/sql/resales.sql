-- A listing is of a valid ticket, whose seat its owner has. While the waitlist offers the seat, the
-- ticket is void, and an offer at the listing's price has the seat. A resold ticket was bought once at
-- that price, and its refund returned the price without a fee. Inspects every listing.
SELECT format('listing %s', l.id) AS subject,
       CASE WHEN (t.performance_id, t.seat_number) <> (l.performance_id, l.seat_number)
            THEN format('is of another seat than its ticket %s', t.id)
            WHEN coalesce(t.reservation_id, p.reservation_id) <> l.reservation_id
                 AND l.state IN ('LISTED', 'OFFERED', 'SOLD')
            THEN format('is of reservation %s, which does not have ticket %s', l.reservation_id, t.id)
            WHEN l.state = 'LISTED' AND t.voided_at IS NOT NULL
            THEN format('lists the void ticket %s', t.id)
            WHEN l.state = 'LISTED' AND (s.reservation_id = l.reservation_id
                                         AND s.held_until IS NULL) IS NOT TRUE
            THEN format('lists a seat of reservation %s', s.reservation_id)
            WHEN l.state = 'OFFERED' AND (t.voided_at IS NULL OR t.refund_id IS NOT NULL)
            THEN format('is offered, and ticket %s is valid or refunded', t.id)
            WHEN l.state = 'OFFERED' AND (s.reservation_id = o.id AND o.status = 'HELD' AND s.waited)
                 IS NOT TRUE
            THEN format('is offered, and its offer %s does not hold the seat', l.offer_id)
            WHEN l.offer_id IS NOT NULL AND (o.offer AND asked.price_krw = l.price_krw) IS NOT TRUE
            THEN format('is offered at %s instead of %s', asked.price_krw, l.price_krw)
            WHEN l.state IN ('LISTED', 'OFFERED') AND l.price_krw IS DISTINCT FROM owned.price_krw
            THEN format('has the price %s, its owner paid %s', l.price_krw, owned.price_krw)
            WHEN l.state = 'SOLD' AND (f.id = t.refund_id AND f.payment_id = t.payment_id
                   AND f.fee_krw = 0 AND f.seats = ARRAY[l.seat_number]
                   AND f.amount_krw = l.price_krw) IS NOT TRUE
            THEN format('is sold, and refund %s is another', l.refund_id)
            WHEN l.state = 'SOLD' AND bought.id IS NULL
            THEN format('is refunded, and reservation %s has not paid', l.offer_id) END AS breach
FROM resales l
JOIN tickets t ON t.id = l.ticket_id
JOIN payments p ON p.id = t.payment_id
JOIN reservations own ON own.id = l.reservation_id
JOIN seats s ON s.performance_id = l.performance_id AND s.number = l.seat_number
LEFT JOIN reservations o ON o.id = l.offer_id
LEFT JOIN refunds f ON f.id = l.refund_id
LEFT JOIN payments bought ON bought.reservation_id = l.offer_id
CROSS JOIN LATERAL (
  SELECT own.prices_krw[array_position(own.seats, l.seat_number)] AS price_krw) owned
CROSS JOIN LATERAL (
  SELECT coalesce(o.prices_krw[array_position(o.seats, l.seat_number)], l.price_krw) AS price_krw
) asked
