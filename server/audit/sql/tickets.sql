-- Each payment has exactly one ticket per seat of the paid reservation. The tickets of a PAID
-- reservation are valid, unless staff voided them. The tickets of a CANCELLED reservation are void.
-- Inspects every payment.
SELECT format('payment %s', p.id) AS subject,
       CASE WHEN t.seats IS DISTINCT FROM r.seats OR t.elsewhere
            THEN format('tickets for seats %s, reservation %s lists %s', t.seats, r.id, r.seats)
            WHEN r.status = 'PAID' AND t.void > 0
            THEN format('%s tickets of paid reservation %s are void', t.void, r.id)
            WHEN r.status = 'CANCELLED' AND t.valid > 0
            THEN format('%s tickets of cancelled reservation %s are valid', t.valid, r.id)
       END AS breach
FROM payments p JOIN reservations r ON r.id = p.reservation_id
CROSS JOIN LATERAL (
  SELECT array_agg(seat_number ORDER BY seat_number) AS seats,
         bool_or(performance_id <> r.performance_id) AS elsewhere,
         count(voided_at) FILTER (WHERE void_reason IS NULL) AS void,
         count(*) - count(voided_at) AS valid
  FROM tickets WHERE payment_id = p.id) t
