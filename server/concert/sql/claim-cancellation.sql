-- Chooses an unfinished cancellation that no instance works on, the longest untouched first, and
-- claims it for 10 s. The claim only saves work: each refund is guarded by its own state. Skips rows
-- that another instance claims at this moment.
-- Returns {performanceId, byUserId, reason, refundKey}; no row without work.
UPDATE cancellations SET claimed_until = clock_timestamp() + interval '10 seconds'
WHERE performance_id = (
  SELECT performance_id FROM cancellations
  WHERE finished_at IS NULL AND (claimed_until IS NULL OR claimed_until <= clock_timestamp())
  ORDER BY claimed_until NULLS FIRST, performance_id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING performance_id AS "performanceId", by_user_id::text AS "byUserId", reason,
          refund_key::text AS "refundKey"
