-- Voids the valid tickets of cancelled performances. The seats stay sold until their refunds.
-- The caller must hold the locks of the payers' buyer rows and of the seats.
-- Parameters: $1 ids of the paid reservations, $2 reason of staff.
UPDATE tickets t SET voided_at = clock_timestamp(), void_reason = $2
FROM (
  SELECT ticket.id FROM unnest($1::int[]) AS asked (reservation_id)
  CROSS JOIN LATERAL (
    SELECT id FROM payments p WHERE p.reservation_id = asked.reservation_id LIMIT 1
  ) payment
  CROSS JOIN LATERAL (
    SELECT id FROM tickets WHERE payment_id = payment.id AND voided_at IS NULL OFFSET 0
  ) ticket
  ORDER BY ticket.id
) valid
WHERE t.id = valid.id
