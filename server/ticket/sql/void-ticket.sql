-- Voids a ticket without a refund. Changes nothing if the ticket is void. The caller must hold the
-- lock of the payer's buyer row.
-- Parameters: $1 ticket id, $2 reason of staff.
UPDATE tickets SET voided_at = clock_timestamp(), void_reason = $2
WHERE id = $1 AND voided_at IS NULL
