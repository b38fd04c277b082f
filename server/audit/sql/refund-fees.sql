-- A cancellation refunds the seats' prices minus their fees, each rounded down. The payment's own
-- schedule sets the fees by the number of days before the performance. Until the refund's free_until,
-- at most 7 days after a move of the performance, there is no fee. An administrator's refund has no
-- fee. The days are calendar days in Seoul, from the refund to the performance's start. The refund
-- records the performance's start, because the performance can move later. If the refund records no
-- start, the check accepts any fee of the schedule. A payment without a schedule follows the default
-- schedule in server/fees/fees.schema.ts. Inspects every refund.
SELECT format('refund %s of payment %s', f.id, p.id) AS subject,
       CASE WHEN k.operation = 'REFUND' AND f.fee_krw <> 0
            THEN format('refunded %s with the fee %s, and an admin refunds all',
              f.amount_krw, f.fee_krw)
            WHEN f.free_until > show.moved_at + interval '7 days'
              OR (f.free_until IS NOT NULL AND show.moved_at IS NULL)
            THEN format('has a free term until %s, and the performance moved at %s',
              f.free_until, show.moved_at)
            WHEN k.operation = 'CANCEL' AND f.refunded_at < f.free_until
            THEN CASE WHEN f.fee_krw <> 0 THEN format('cost %s in the free term', f.fee_krw) END
            WHEN k.operation = 'CANCEL' AND f.counted_to IS NULL
              AND f.fee_krw <> ALL (schedule.fees)
            THEN format('cost %s of %s, which the schedule has for no day',
              f.fee_krw, f.amount_krw + f.fee_krw)
            WHEN k.operation = 'CANCEL' AND left_days IS NOT NULL AND schedule.due IS NULL
            THEN format('was cancelled %s days before the performance, which is too late',
              left_days)
            WHEN k.operation = 'CANCEL' AND f.fee_krw <> schedule.due
            THEN format('cost %s of %s, %s days before the performance, when %s is due',
              f.fee_krw, f.amount_krw + f.fee_krw, left_days, schedule.due)
       END AS breach
FROM refunds f
JOIN payments p ON p.id = f.payment_id
LEFT JOIN idempotency_keys k
  ON k.operation IN ('CANCEL', 'REFUND')
  AND (k.reply ->> 'refundId')::int = f.id
CROSS JOIN LATERAL (
  SELECT (f.counted_to AT TIME ZONE 'Asia/Seoul')::date
         - (f.refunded_at AT TIME ZONE 'Asia/Seoul')::date AS left_days) judged
CROSS JOIN LATERAL (
  SELECT max(moved_at) AS moved_at FROM performances
  WHERE id = (SELECT performance_id FROM reservations WHERE id = p.reservation_id)) show
CROSS JOIN LATERAL (
  SELECT coalesce(array_agg(fee), '{}') AS fees,
         (array_agg(fee ORDER BY from_days DESC) FILTER (WHERE left_days >= from_days))[1] AS due
  FROM (
    SELECT (step ->> 'fromDays')::int AS from_days,
           (SELECT sum(price * (step ->> 'percent')::int / 100)
            FROM unnest(f.prices_krw) AS price)::bigint AS fee
    FROM jsonb_array_elements(coalesce(p.cancellation_fees,
      '[{"fromDays": 10, "percent": 0}, {"fromDays": 7, "percent": 10}, {"fromDays": 3, "percent": 20}, {"fromDays": 1, "percent": 30}]')) step
  ) steps) schedule
