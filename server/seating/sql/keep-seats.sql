-- Removes returned seats from a paid reservation. Changes nothing unless the reservation is PAID and
-- keeps at least one seat. The caller must hold the buyer's lock.
-- Parameters: $1 reservation id, $2 returned seat numbers.
UPDATE reservations r SET seats = kept.seats, prices_krw = kept.prices
FROM (
  SELECT id, array_agg(seat ORDER BY seat) AS seats, array_agg(price ORDER BY seat) AS prices
  FROM reservations, unnest(seats, prices_krw) AS of_seat (seat, price)
  WHERE id = $1::int AND seat <> ALL ($2::smallint[]) GROUP BY id
) kept
WHERE r.id = kept.id AND r.status = 'PAID'
