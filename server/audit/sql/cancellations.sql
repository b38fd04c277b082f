-- Each cancelled performance has a cancellation, nobody holds its seats, and its tickets without a
-- refund are void. A finished cancellation has no payment left to refund. Its staff member made the refunds of the job,
-- whose replies have its key, without a fee. Inspects every cancelled performance and every
-- cancellation.
SELECT format('performance %s', p.id) AS subject,
       CASE WHEN c.performance_id IS NULL THEN 'is cancelled without a cancellation'
            WHEN p.cancelled_at IS NULL THEN 'has a cancellation, but takes place'
            WHEN seat.held > 0 THEN format('is cancelled, and %s seats are held', seat.held)
            WHEN ticket.valid > 0 THEN format('is cancelled, and %s tickets are valid', ticket.valid)
            WHEN c.finished_at IS NOT NULL AND seat.sold > 0
            THEN format('has a finished cancellation and %s sold seats', seat.sold)
            WHEN refund.wrong > 0
            THEN format('has %s refunds of its cancellation with a fee or by another person',
                        refund.wrong)
       END AS breach
FROM performances p
LEFT JOIN cancellations c ON c.performance_id = p.id
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE held_until > clock_timestamp()) AS held,
         count(*) FILTER (WHERE reservation_id IS NOT NULL AND held_until IS NULL) AS sold
  FROM seats WHERE performance_id = p.id) seat
CROSS JOIN LATERAL (
  SELECT count(*) AS valid FROM tickets
  WHERE performance_id = p.id AND voided_at IS NULL AND refund_id IS NULL) ticket
CROSS JOIN LATERAL (
  SELECT count(*) AS wrong FROM idempotency_keys k JOIN refunds f
    ON f.id = (k.reply ->> 'refundId')::int
  WHERE k.operation = 'REFUND' AND starts_with(k.key, c.refund_key::text)
    AND (f.fee_krw <> 0 OR f.by_user_id <> c.by_user_id)) refund
WHERE p.cancelled_at IS NOT NULL OR c.performance_id IS NOT NULL
