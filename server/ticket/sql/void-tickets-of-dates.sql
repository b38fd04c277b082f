-- Voids the valid tickets of cancelled performances. The seats stay sold until their refunds.
-- The caller must hold the locks of the payers' buyer rows and of the seats.
-- Parameters: $1 ids of the paid reservations, $2 reason of staff.
UPDATE tickets t SET voided_at = clock_timestamp(), void_reason = $2
FROM (
  SELECT ticket.id FROM unnest($1::int[]) AS asked (reservation_id)
  CROSS JOIN LATERAL (
    SELECT id FROM tickets_of(asked.reservation_id) WHERE voided_at IS NULL
  ) ticket
  ORDER BY ticket.id
) valid
WHERE t.id = valid.id
